import { createFakeClock } from '@chat-imposter/testing';
import { proto } from '@whiskeysockets/baileys';
import { describe, expect, it } from 'vitest';
import { HistoryProgress } from './history-progress.ts';

const { INITIAL_BOOTSTRAP, RECENT, FULL, PUSH_NAME, ON_DEMAND } = proto.HistorySync.HistorySyncType;

function setUp() {
  const clock = createFakeClock();
  const told: (number | null)[] = [];
  return { clock, told, progress: new HistoryProgress(clock, (percent) => told.push(percent)) };
}

describe('HistoryProgress', () => {
  it('tells each new percentage once, and the end', () => {
    const { progress, told } = setUp();
    progress.take({ syncType: INITIAL_BOOTSTRAP, progress: 0 });
    progress.take({ syncType: RECENT, progress: 33.4 });
    progress.take({ syncType: RECENT, progress: 33.9 });
    progress.take({ syncType: FULL, progress: 100 });
    progress.take({ syncType: FULL, progress: 100 });
    expect(told).toEqual([0, 33, null]);
  });

  it.each([
    { syncType: PUSH_NAME, progress: 50 },
    { syncType: ON_DEMAND, progress: 50 },
    { syncType: RECENT, progress: null },
    { syncType: RECENT },
  ])('says nothing of a part that does not tell how far the phone is: %o', (part) => {
    const { progress, told } = setUp();
    progress.take(part);
    expect(told).toEqual([]);
  });

  it('is over when the phone tells nothing more for two minutes, and says nothing after the connection', async () => {
    const { clock, progress, told } = setUp();
    progress.take({ syncType: RECENT, progress: 10 });
    await clock.advance(119_999);
    progress.take({ syncType: RECENT, progress: 20 });
    await clock.advance(120_000);
    expect(told).toEqual([10, 20, null]);
    progress.take({ syncType: RECENT, progress: 30 });
    progress.close();
    await clock.advance(120_000);
    expect(told).toEqual([10, 20, null, 30]);
  });
});
