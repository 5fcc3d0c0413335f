import { SendError, type SendErrorKind } from '@chat-imposter/core';
import { statusCodeOf } from '../connection/disconnect.ts';

const WORDS: Record<SendErrorKind, string> = {
  closed: 'There is no connection to WhatsApp now.',
  retryable: 'WhatsApp did not take the message; it may later.',
  throttled: 'WhatsApp wants fewer messages of this account; it may take this one later.',
  rejected: 'WhatsApp refuses this message.',
  restricted: 'WhatsApp has restricted the account: it must not send for a while.',
};

/**
 * The failure that an error code in WhatsApp's acknowledgement stands for. 463: the account may not begin chats
 * (`SERVER_ERROR_CODES` in Baileys' Utils/decode-wa-message.js). 429: too many requests. 5xx: the server's own trouble.
 * All others, 479 (malformed) among them, are about this message.
 */
export function refusal(code: string): SendError {
  const kind = refusalKind(code);
  return new SendError(kind, `${WORDS[kind]} (code ${code})`);
}

function refusalKind(code: string): SendErrorKind {
  if (code === '463') return 'restricted';
  if (code === '429') return 'throttled';
  return /^5\d\d$/.test(code) ? 'retryable' : 'rejected';
}

/** The failure to send while the connection is gone or going. */
export function closedFailure(cause?: unknown): SendError {
  return new SendError('closed', WORDS.closed, cause === undefined ? {} : { cause });
}

/** What Baileys threw before the message was written to the socket. */
export function failureBeforeWriting(error: unknown): SendError {
  if (error instanceof SendError) return error;
  const status = statusCodeOf(error);
  if (status === 428 || status === 401) return closedFailure(error);
  const answer = answerOf(error);
  const isAboutThis =
    answer !== undefined && answer >= 400 && answer < 500 && answer !== 408 && answer !== 429;
  const kind = isAboutThis ? 'rejected' : answer === 429 ? 'throttled' : 'retryable';
  return new SendError(kind, WORDS[kind], { cause: error });
}

/** The code of an error answer to a query, which Baileys puts into `data` (`assertNodeErrorFree`). */
export function answerOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('data' in error)) return undefined;
  return typeof error.data === 'number' ? error.data : undefined;
}
