import type { BinaryNode } from '@whiskeysockets/baileys';
import { node, SERVER } from './nodes.ts';

/**
 * Why the server ends a connection, with the code the client reports:
 * `restart-required` 515, `logged-out` 401, `replaced` 440, `bad-session` 500, `unavailable` 503,
 * `stream-end` 428, `downgraded` 411.
 */
export type StreamEnd =
  | 'restart-required'
  | 'logged-out'
  | 'replaced'
  | 'bad-session'
  | 'unavailable'
  | 'stream-end'
  | 'downgraded';

/**
 * How the server ends a connection: for one of the usual reasons, with any code as a stream error (the number) or as
 * a failure, or without a word (`socket-lost`, which a client reports as 428).
 */
export type ConnectionEnd = StreamEnd | number | { readonly failure: number } | 'socket-lost';

const CONFLICTS: Partial<Record<StreamEnd, string>> = {
  'logged-out': 'device_removed',
  replaced: 'replaced',
};
const CODES: Partial<Record<StreamEnd, string>> = {
  'restart-required': '515',
  'logged-out': '401',
  'bad-session': '500',
  unavailable: '503',
};

/** The last stanza before the server closes; `undefined` when it says nothing. */
export function farewell(end: ConnectionEnd): BinaryNode | undefined {
  if (end === 'socket-lost') return undefined;
  if (typeof end === 'number') return node('stream:error', { code: String(end) });
  if (typeof end === 'object') return failure(end.failure);
  return streamError(end);
}

/** Refuses a login, or ends a connection, with a code: 401, 403, 405 and others. */
export function failure(code: number): BinaryNode {
  return node('failure', { reason: String(code), location: 'loopback' });
}

/** The last stanza before the server closes, for one of the usual reasons. */
export function streamError(end: StreamEnd): BinaryNode {
  if (end === 'stream-end') return node('xmlstreamend');
  if (end === 'downgraded') return node('ib', { from: SERVER }, [node('downgrade_webclient')]);
  const conflict = CONFLICTS[end];
  return node(
    'stream:error',
    { code: CODES[end] },
    conflict ? [node('conflict', { type: conflict })] : undefined,
  );
}
