import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { installQuiet } from './quiet-libsignal.ts';
import { SignalDevice } from './signal-device.ts';

const [ANN, BOB, BOT] = ['1@lid', '2@lid', '3:2@lid'];

describe('SignalDevice', () => {
  const devices: SignalDevice[] = [];
  const newDevice = () => {
    const device = new SignalDevice();
    devices.push(device);
    return device;
  };

  let restoreConsole: () => void;

  beforeAll(() => {
    restoreConsole = installQuiet();
  });

  afterAll(() => restoreConsole());

  afterEach(() => {
    for (const device of devices.splice(0)) device.close();
  });

  it('opens sessions with all who were given a bundle, in whatever order they write', async () => {
    const [ann, bob, bot] = [newDevice(), newDevice(), newDevice()];
    const bundles = [await bot.bundle(), await bot.bundle()] as const;
    expect(bundles[0].oneTimeKey?.id).not.toBe(bundles[1].oneTimeKey?.id);
    await ann.openSession(BOT, bundles[0]);
    await bob.openSession(BOT, bundles[1]);

    const fromBob = await bob.encrypt(BOT, { conversation: 'I am Bob' });
    const fromAnn = await ann.encrypt(BOT, { conversation: 'I am Ann' });
    expect(await bot.decrypt(BOB, fromBob)).toMatchObject({ conversation: 'I am Bob' });
    expect(await bot.decrypt(ANN, fromAnn)).toMatchObject({ conversation: 'I am Ann' });
  });

  it('opens a session with the first message, and uses it once the other side has written', async () => {
    const [ann, bot] = [newDevice(), newDevice()];
    expect(await ann.hasSession(BOT)).toBe(false);
    await ann.openSession(BOT, await bot.bundle());
    expect(await ann.hasSession(BOT)).toBe(true);
    const opening = await ann.encrypt(BOT, { conversation: 'hi' });
    expect(opening.type).toBe('pkmsg');
    await bot.decrypt(ANN, opening);
    await ann.decrypt(BOT, await bot.encrypt(ANN, { conversation: 'hello' }));
    expect((await ann.encrypt(BOT, { conversation: 'well' })).type).toBe('msg');
  });

  it('understands the other side after both have written to each other for the first time at once', async () => {
    const [ann, bot] = [newDevice(), newDevice()];
    await ann.openSession(BOT, await bot.bundle());
    await bot.openSession(ANN, await ann.bundle());
    const crossing = await ann.encrypt(BOT, { conversation: 'hi' });
    const next = await ann.encrypt(BOT, { conversation: 'are you there?' });
    await ann.decrypt(BOT, await bot.encrypt(ANN, { conversation: 'hello' }));
    await bot.decrypt(ANN, crossing);
    await bot.decrypt(ANN, next);
    for (const conversation of ['1', '2', '3']) {
      const toBot = await ann.encrypt(BOT, { conversation });
      expect(await bot.decrypt(ANN, toBot)).toMatchObject({ conversation });
      const toAnn = await bot.encrypt(ANN, { conversation });
      expect(await ann.decrypt(BOT, toAnn)).toMatchObject({ conversation });
    }
  });

  it('cannot decrypt a message twice', async () => {
    const [ann, bot] = [newDevice(), newDevice()];
    await ann.openSession(BOT, await bot.bundle());
    const message = await ann.encrypt(BOT, { conversation: 'hi' });
    await bot.decrypt(ANN, message);
    await expect(bot.decrypt(ANN, message)).rejects.toThrow('Key used already or never filled');
  });
});
