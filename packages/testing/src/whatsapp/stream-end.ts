import type { BinaryNode } from '@whiskeysockets/baileys';
import { node } from './nodes.ts';

/**
 * Why the server ends a connection, with the code the client reports:
 * `restart-required` 515, `logged-out` 401, `replaced` 440, `bad-session` 500, `unavailable` 503,
 * `stream-end` 428.
 */
export type StreamEnd =
  | 'restart-required'
  | 'logged-out'
  | 'replaced'
  | 'bad-session'
  | 'unavailable'
  | 'stream-end';

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

/** The last stanza before the server closes. */
export function streamError(end: StreamEnd): BinaryNode {
  if (end === 'stream-end') return node('xmlstreamend');
  const conflict = CONFLICTS[end];
  return node(
    'stream:error',
    { code: CODES[end] },
    conflict ? [node('conflict', { type: conflict })] : undefined,
  );
}
