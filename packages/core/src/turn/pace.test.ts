import { createFakeClock } from '@chat-imposter/testing';
import { describe, expect, it } from 'vitest';
import { Pace } from './pace.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** A pace of a bot that was started long enough ago to have a full burst. */
function setUp(profile: 'natural' | 'instant' = 'natural') {
  const clock = createFakeClock();
  const pace = new Pace({ clock, profile, startedAt: clock.now() - MINUTE });
  return { clock, pace, admitAll: (...contacts: string[]) => contacts.map((contact) => pace.admit(contact)) };
}

/** Uses up the burst. */
function burst(pace: Pace): void {
  for (let count = 0; count < 5; count++) expect(pace.admit('before')).toBe(0);
}

describe('Pace', () => {
  it('admits a burst of five, and then one message every three seconds', async () => {
    const { clock, pace } = setUp();
    burst(pace);
    expect(pace.admit('ann')).toBe(3 * SECOND);
    await clock.advance(3 * SECOND);
    expect(pace.admit('ann')).toBe(0);
    expect(pace.admit('ann')).toBe(3 * SECOND);
  });

  it('starts with nothing saved up: a restart gives no new burst', () => {
    const clock = createFakeClock();
    const pace = new Pace({ clock, profile: 'natural', startedAt: clock.now() });
    expect(pace.admit('ann')).toBe(3 * SECOND);
  });

  it('admits who came first first, whoever asks', async () => {
    const { clock, pace, admitAll } = setUp();
    burst(pace);
    expect(admitAll('ann', 'bob', 'cid', 'dan')).toEqual([3, 6, 9, 10].map((seconds) => seconds * SECOND));
    await clock.advance(3 * SECOND);
    expect(admitAll('dan', 'cid', 'bob', 'ann')).toEqual([9, 6, 3, 0].map((seconds) => seconds * SECOND));
    await clock.advance(6 * SECOND);
    expect(admitAll('dan', 'cid', 'bob')).toEqual([3 * SECOND, 0, 0]);
  });

  it('keeps a place for who does not ask, and gives it up when they leave', async () => {
    const { clock, pace, admitAll } = setUp();
    burst(pace);
    admitAll('ann', 'bob');
    await clock.advance(3 * SECOND);
    expect(pace.admit('bob')).toBe(3 * SECOND);
    pace.leave('ann');
    expect(pace.admit('bob')).toBe(0);
  });

  it('admits everything at once without a bucket', () => {
    const { pace } = setUp('instant');
    for (let count = 0; count < 1_000; count++) expect(pace.admit('ann')).toBe(0);
  });

  it.each(['natural', 'instant'] as const)(
    'goes on with ten a minute for ten minutes after a refusal, in the %s profile',
    async (profile) => {
      const { clock, pace } = setUp(profile);
      pace.admit('ann');
      pace.refused();
      let admitted = 0;
      for (let seconds = 1; seconds < 10 * 60; seconds++) {
        await clock.advance(SECOND);
        if (pace.admit('ann') > 0) continue;
        admitted += 1;
        pace.taken();
        expect(seconds % 6).toBe(0);
      }
      expect(admitted).toBe(99);
      await clock.advance(SECOND);
      expect(pace.admit('ann')).toBe(0);
      await clock.advance(3 * SECOND);
      expect(pace.admit('ann')).toBe(0);
    },
  );

  it('holds still for longer with each refusal in a row, and counts those of one moment once', async () => {
    const { clock, pace } = setUp('instant');
    pace.admit('ann');
    for (let count = 0; count < 8; count++) pace.refused();
    for (const seconds of [6, 12, 24, 48, 96, 192, 300, 300]) {
      await clock.advance(seconds * SECOND - 1);
      expect(pace.admit('ann')).toBe(1);
      await clock.advance(1);
      expect(pace.admit('ann')).toBe(0);
      pace.refused();
    }
    await clock.advance(5 * MINUTE);
    expect(pace.admit('ann')).toBe(0);
    pace.taken();
    pace.refused();
    await clock.advance(6 * SECOND);
    expect(pace.admit('ann')).toBe(0);
  });
});
