import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startChild } from './testing/children/start-child.ts';

describe('A bot whose start ends the process', () => {
  let folder: string;
  const program = (danger = 'harmless') => startChild('resumer.ts', [join(folder, 'imposter.db'), danger]);

  /** What a life of the application answers; null when it dies before. */
  async function answerOf(command: string, danger?: string): Promise<unknown> {
    const child = program(danger);
    child.tell(command);
    const line = await child.nextLine().catch(() => null);
    await child.end();
    return line === null ? null : JSON.parse(line);
  }

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fatal-starts-'));
    await answerOf('link');
  });

  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  it('is not started by itself any more after three times, and the others are', async () => {
    for (let death = 0; death < 3; death += 1) expect(await answerOf('show', 'fatal')).toBeNull();
    expect(await answerOf('show', 'fatal')).toMatchObject([
      { userId: 'fatal', status: 'disconnected', lastError: { code: 'quarantined' } },
      { userId: 'good', status: 'connected' },
    ]);
  });

  it('is started again when it is asked for, and by itself from then on', async () => {
    for (let death = 0; death < 3; death += 1) await answerOf('show', 'fatal');
    expect(await answerOf('reload')).toBe('done');
    expect(await answerOf('show')).toMatchObject([{ status: 'connected' }, { status: 'connected' }]);
  });

  it('counts only starts in a row', async () => {
    for (const danger of ['fatal', 'fatal', 'harmless', 'fatal', 'fatal']) await answerOf('show', danger);
    expect(await answerOf('show')).toMatchObject([{ status: 'connected' }, { status: 'connected' }]);
  });
});
