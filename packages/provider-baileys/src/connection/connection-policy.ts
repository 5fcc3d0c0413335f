import type { ConnectionErrorCode } from '@chat-imposter/core';
import type { Disconnect } from './disconnect.ts';

/** What a bot reports when it cannot go on by itself, or not yet. */
interface ConnectionError {
  code: ConnectionErrorCode;
  /** What happened and what to do. */
  message: string;
}

/** What follows when a connection is over. */
export type NextStep =
  | {
      kind: 'reconnect';
      /** `none`: at once, and not counted as a failure. `long`: as `backoff`, but never under ten seconds. */
      wait: 'none' | 'backoff' | 'long';
      /** Reported while waiting; null when the platform needs no explanation. */
      error: ConnectionError | null;
    }
  | {
      kind: 'stop';
      error: ConnectionError;
      /** Whether the credentials are void and are to be deleted. */
      forgetsCredentials: boolean;
    };

/** What has happened since the connection was last stable. */
export interface ConnectionHistory {
  /** Closes in a row with code 500, this one not included. */
  badSessions: number;
  /** Reconnections without a wait, this one not included. */
  restarts: number;
}

const MOST_BAD_SESSIONS = 4;
/** A platform that asks for a restart again and again gets no busy loop. */
const MOST_RESTARTS = 5;

/** The message with which Baileys ends a socket whose last QR has run out (Socket/socket.js, `genPairQR`). */
const QR_ENDED = 'QR refs attempts ended';

const reconnect = (wait: 'none' | 'backoff' | 'long', error: ConnectionError | null = null): NextStep => ({
  kind: 'reconnect',
  wait,
  error,
});

const stop = (code: ConnectionErrorCode, message: string, forgetsCredentials = false): NextStep => ({
  kind: 'stop',
  error: { code, message },
  forgetsCredentials,
});

/** Decides what follows from the end of a connection that we did not end ourselves. */
export function nextStep(disconnect: Disconnect, history: ConnectionHistory): NextStep {
  switch (disconnect.kind) {
    case 'store_unavailable':
      return reconnect('backoff', {
        code: 'store_unavailable',
        message: 'The store failed, so the connection was closed until it works again. Check the store.',
      });
    case 'auth_corrupt':
      return stop(
        'auth_corrupt',
        'The stored WhatsApp credentials cannot be read. They were left as they are: restore them, or unlink the bot and link it again.',
      );
    case 'platform':
      return afterPlatformClose(disconnect.statusCode, disconnect.message, history);
  }
}

function afterPlatformClose(code: number | undefined, message: string, history: ConnectionHistory): NextStep {
  switch (code) {
    case 515:
      return reconnect(history.restarts < MOST_RESTARTS ? 'none' : 'backoff');
    case 401:
      return stop('logged_out', 'WhatsApp ended the link. Link the bot again with a new QR.', true);
    case 403:
      return stop(
        'forbidden',
        'WhatsApp refuses this account; it may be banned. Look at WhatsApp on the phone.',
      );
    case 411:
      return stop(
        'forbidden',
        'WhatsApp refuses linked devices for this account. Update WhatsApp on the phone.',
      );
    case 440:
      return stop(
        'replaced',
        'Another program connected with the same link. End it, then start the bot again; it does not reconnect by itself.',
      );
    case 405:
      return stop('version_refused', 'WhatsApp refuses this version of the client. Update the provider.');
    case 408:
      return message === QR_ENDED
        ? stop('link_expired', 'No QR was scanned in time. Start the bot again for a new one.')
        : reconnect('backoff');
    case 500:
      return history.badSessions < MOST_BAD_SESSIONS
        ? reconnect('backoff')
        : stop(
            'auth_corrupt',
            'WhatsApp rejects the connection again and again. The credentials were kept: start the bot again, or unlink it and link it again.',
          );
    case 503:
      return reconnect('long');
    default:
      return reconnect('backoff');
  }
}
