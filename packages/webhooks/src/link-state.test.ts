import type { BotError, StatusEvent } from '@chat-imposter/core';
import { describe, expect, it } from 'vitest';
import { type LinkState, linkStateAfter } from './link-state.ts';

const STATES: readonly LinkState[] = ['unknown', 'unlinked', 'working', 'lost'];

function after(state: LinkState, status: StatusEvent['status'], code?: BotError['code']): LinkState {
  return linkStateAfter(state, { status, ...(code && { lastError: { code, message: '', time: 0 } }) });
}

describe('linkStateAfter', () => {
  it.each(['logged_out', 'replaced', 'forbidden', 'restricted', 'auth_corrupt', 'link_expired'] as const)(
    'is lost with %s, unless there was no link',
    (code) => {
      expect(STATES.map((state) => after(state, 'disconnected', code))).toEqual([
        'lost',
        'unlinked',
        'lost',
        'lost',
      ]);
    },
  );

  it.each(['version_refused', 'store_unavailable', 'llm_quota', 'quarantined', undefined] as const)(
    'stays as it is when the bot is disconnected with %s',
    (code) => {
      expect(STATES.map((state) => after(state, 'disconnected', code))).toEqual(STATES);
    },
  );

  it('is not lost while the bot connects again', () => {
    expect(STATES.map((state) => after(state, 'connecting', 'logged_out'))).toEqual(STATES);
  });

  it('stays lost while the bot is linked anew, until it is connected', () => {
    expect(STATES.map((state) => after(state, 'linking'))).toEqual([
      'unlinked',
      'unlinked',
      'unlinked',
      'lost',
    ]);
    expect(STATES.map((state) => after(state, 'connected'))).toEqual(STATES.map(() => 'working'));
  });
});
