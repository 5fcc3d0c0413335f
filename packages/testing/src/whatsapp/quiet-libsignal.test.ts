import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { installQuiet, quietly } from './quiet-libsignal.ts';
import { SignalDevice } from './signal-device.ts';

describe('quietly', () => {
  const info = console.info;
  let printed: unknown[];

  beforeEach(() => {
    printed = [];
    console.info = (...parts) => void printed.push(parts[0]);
  });

  afterEach(() => {
    console.info = info;
  });

  it('keeps sessions of simulated phones off the terminal, and lets everything else pass', async () => {
    const release = installQuiet();
    const [ann, bot] = [new SignalDevice(), new SignalDevice()];
    await ann.openSession('1@lid', await bot.bundle());
    const again = ann.openSession('1@lid', await bot.bundle());
    console.info('meanwhile');
    await again;
    expect(printed).toEqual(['meanwhile']);

    release();
    await ann.openSession('1@lid', await bot.bundle());
    expect(printed).toEqual(['meanwhile', 'Closing session:']);
    for (const device of [ann, bot]) device.close();
  });

  it('leaves the console alone when its last user is gone, or somebody else replaced a method', async () => {
    const before = console.info;
    const [first, second] = [installQuiet(), installQuiet()];
    first();
    first();
    await quietly(async () => console.info('secret'));
    expect(printed).toEqual([]);
    second();
    expect(console.info).toBe(before);

    const third = installQuiet();
    const replacement = () => undefined;
    console.info = replacement;
    third();
    expect(console.info).toBe(replacement);
  });
});
