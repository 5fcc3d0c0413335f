import type { ConnectionErrorCode, StatusEvent } from '@chat-imposter/core';

/**
 * What is known of the link of a bot: nothing so far (`unknown`), that there is none yet (`unlinked`), that it works, or
 * that it was lost.
 */
export type LinkState = 'unknown' | 'unlinked' | 'working' | 'lost';

/** Why a link is over, or of no use until a person does something. */
const LOSSES: ReadonlySet<ConnectionErrorCode> = new Set([
  'logged_out',
  'replaced',
  'forbidden',
  'restricted',
  'auth_corrupt',
  'link_expired',
]);

/**
 * What is known of a link after a status. From `unknown` it can be lost too: a bot that was resumed, and whose link ended
 * while the program did not run. From `unlinked` it cannot: an attempt to link ended, and there was no link.
 */
export function linkStateAfter(
  state: LinkState,
  { status, lastError }: Pick<StatusEvent, 'status' | 'lastError'>,
): LinkState {
  switch (status) {
    case 'connected':
      return 'working';
    case 'linking':
      return state === 'lost' ? 'lost' : 'unlinked';
    case 'disconnected':
      return state !== 'unlinked' && lastError !== undefined && LOSSES.has(lastError.code) ? 'lost' : state;
    default:
      return state;
  }
}
