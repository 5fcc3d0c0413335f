import { DEFAULT_CONNECTION_CONFIG, initAuthCreds } from '@whiskeysockets/baileys';
import { describe, expect, it } from 'vitest';
import { MemoryKeys } from './memory-keys.ts';
import { IncomingSenderKey, OutgoingSenderKey, senderKeyId } from './sender-key.ts';
import { silentLogger } from './silent-logger.ts';

const [GROUP, ANN] = ['1203@g.us', '1@lid'];
const bytes = (text: string) => Buffer.from(text);

function library() {
  const auth = { creds: initAuthCreds(), keys: new MemoryKeys() };
  return DEFAULT_CONNECTION_CONFIG.makeSignalRepository(auth, silentLogger);
}

describe('OutgoingSenderKey', () => {
  it('is understood by the library of the client, also with gaps', async () => {
    const [ann, bot] = [new OutgoingSenderKey(), library()];
    const item = { groupId: GROUP, axolotlSenderKeyDistributionMessage: ann.distribution() };
    await bot.processSenderKeyDistributionMessage({ authorJid: ANN, item });
    const sent = ['one', 'two', 'three', 'four'].map((text) => ann.encrypt(bytes(text)));
    for (const index of [0, 1, 3]) {
      const msg = sent[index] ?? new Uint8Array();
      const plaintext = await bot.decryptGroupMessage({ group: GROUP, authorJid: ANN, msg });
      expect(Buffer.from(plaintext).toString()).toBe(['one', 'two', 'three', 'four'][index]);
    }
    bot.close?.();
  });

  it('does not tell with its distribution what was written before', () => {
    const ann = new OutgoingSenderKey();
    const before = ann.encrypt(bytes('before'));
    const late = new IncomingSenderKey(ann.distribution());
    expect(() => late.decrypt(before)).toThrow('decrypted before');
    expect(late.decrypt(ann.encrypt(bytes('after'))).toString()).toBe('after');
  });
});

describe('IncomingSenderKey', () => {
  it('understands the library of the client', async () => {
    const bot = library();
    const write = (text: string) => bot.encryptGroupMessage({ group: GROUP, meId: ANN, data: bytes(text) });
    const first = await write('one');
    const second = await write('two');
    const reader = new IncomingSenderKey(first.senderKeyDistributionMessage);
    expect(senderKeyId(first.ciphertext)).toBe(reader.id);
    expect(reader.decrypt(second.ciphertext).toString()).toBe('two');
    expect(reader.decrypt(first.ciphertext).toString()).toBe('one');
    bot.close?.();
  });

  it('decrypts nothing twice, and nothing that another one signed', () => {
    const [ann, bob] = [new OutgoingSenderKey(), new OutgoingSenderKey()];
    const reader = new IncomingSenderKey(ann.distribution());
    const message = ann.encrypt(bytes('once'));
    reader.decrypt(message);
    expect(() => reader.decrypt(message)).toThrow('decrypted before');
    expect(() => reader.decrypt(bob.encrypt(bytes('who?')))).toThrow('not signed by its sender');
  });
});
