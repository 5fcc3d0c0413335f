import type { LlmResult } from '../contracts/llm-provider.ts';
import type { Decision, OutgoingPart, Turn } from '../contracts/store.ts';
import { splitReply } from './reply.ts';

/** What a turn decides, given the answer of the model: the messages to send, or silence and why. */
export function decisionOf(
  { turnId, correspondentId, messageIds }: Turn,
  result: LlmResult,
  { ownNames, messageIdOf }: { ownNames: readonly string[]; messageIdOf: (index: number) => string },
): Decision {
  const silence = silenceReason(result);
  const texts = silence === null && result.kind === 'text' ? splitReply(result.text, ownNames) : [];
  const parts = texts.map((text, index) => newPart(messageIdOf(index), text));
  const reason = parts.length > 0 ? null : (silence ?? 'no_reply');
  return { turnId, correspondentId, messageIds, parts, reason, usage: null };
}

/** The end of a turn whose messages are dealt with elsewhere. */
export function nothingToSay({ turnId, correspondentId }: Turn, reason: string): Decision {
  return { turnId, correspondentId, messageIds: [], parts: [], reason, usage: null };
}

/** Half a message is no message. */
function silenceReason(result: LlmResult): string | null {
  if (result.kind === 'refusal') return 'refusal';
  return result.finish === 'length' ? 'output_truncated' : null;
}

/** A part of an answer that was not sent so far. */
export function newPart(messageId: string, text: string): OutgoingPart {
  return { messageId, text, state: 'ready', attempts: 0, lastError: null };
}
