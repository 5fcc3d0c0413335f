import {
  type AuthenticationCreds,
  addTransactionCapability,
  Curve,
  DEFAULT_CONNECTION_CONFIG,
  generateSignalPubKey,
  initAuthCreds,
  proto,
} from '@whiskeysockets/baileys';
import { describe, expect, it } from 'vitest';
import { quietLogger } from '../connection/baileys-logger.ts';
import { filterLibsignalOutput } from '../connection/libsignal-console.ts';
import { SignalKeys } from '../credentials/signal-keys.ts';
import { MemoryCredentials } from '../testing/memory-credentials.ts';
import { DecryptedParts } from './decrypted-parts.ts';
import { durableSignalRepository } from './durable-signal-repository.ts';

filterLibsignalOutput(console);

const group = '120363000000000000@g.us';
const annId = '90000000001@lid';
const botId = '90000000009:2@lid';
const make = DEFAULT_CONNECTION_CONFIG.makeSignalRepository;
const logger = quietLogger({ debug() {}, info() {}, warn() {}, error() {} });
const commits = { maxCommitRetries: 1, delayBetweenTriesMs: 0 };

/** One end of a conversation, from what its store holds. */
async function bot(store: MemoryCredentials, credentials: AuthenticationCreds) {
  const taken: string[] = [];
  const decrypted = await DecryptedParts.load(store);
  const state = { isOver: false, fails: false, isRenewalDue: false };
  const stored = new SignalKeys(store, () => {});
  const keys = addTransactionCapability(stored, logger, commits);
  const wrapped = durableSignalRepository(make, {
    credentials,
    decrypted,
    store: (data) => stored.set(data),
    messageIdOf: () => 'message',
    isRenewalDue: () => state.isRenewalDue,
    assertOpen: () => {
      if (state.isOver) throw new Error('over');
    },
    takeIn: async (_part, plaintext) => {
      if (state.fails) throw new Error('disk full');
      taken.push(Buffer.from(plaintext).toString());
    },
    track: (work) => work,
    onEnding: () => {},
  });
  return { repository: wrapped({ creds: credentials, keys }, logger), keys, taken, state };
}

/** The public keys with which others open a session with these credentials, with a one-time key that is stored. */
async function bundleOf(credentials: AuthenticationCreds, store: MemoryCredentials) {
  const oneTime = Curve.generateKeyPair();
  await new SignalKeys(store, () => {}).set({ 'pre-key': { 5: oneTime } });
  const { registrationId, signedIdentityKey, signedPreKey } = credentials;
  return {
    registrationId,
    identityKey: generateSignalPubKey(signedIdentityKey.public),
    signedPreKey: {
      keyId: signedPreKey.keyId,
      publicKey: generateSignalPubKey(signedPreKey.keyPair.public),
      signature: signedPreKey.signature,
    },
    preKey: { keyId: 5, publicKey: generateSignalPubKey(oneTime.public) },
  };
}

/** Somebody who writes to the bot, with a session of their own making. */
async function ann(session: Awaited<ReturnType<typeof bundleOf>>) {
  const creds = initAuthCreds();
  const store = new MemoryCredentials();
  const keys = addTransactionCapability(new SignalKeys(store, () => {}), logger, commits);
  const repository = make({ creds, keys }, logger);
  await repository.injectE2ESession({ jid: botId, session });
  return { repository, bundle: () => bundleOf(creds, store) };
}

type Repository = Awaited<ReturnType<typeof bot>>['repository'];
type Delivery = (to: Repository) => Promise<string>;

async function world() {
  const store = new MemoryCredentials();
  const credentials: AuthenticationCreds = { ...initAuthCreds(), me: { id: botId } };
  const { repository: sender, bundle } = await ann(await bundleOf(credentials, store));
  const direct = async (text: string): Promise<Delivery> => {
    const { type, ciphertext } = await sender.encryptMessage({ jid: botId, data: Buffer.from(text) });
    return async (to) => Buffer.from(await to.decryptMessage({ jid: annId, type, ciphertext })).toString();
  };
  const toGroup = async (text: string): Promise<Delivery> => {
    const { ciphertext: msg, senderKeyDistributionMessage } = await sender.encryptGroupMessage({
      group,
      meId: annId,
      data: Buffer.from(text),
    });
    const item = { groupId: group, axolotlSenderKeyDistributionMessage: senderKeyDistributionMessage };
    return async (to) => {
      const part = await to.decryptGroupMessage({ group, authorJid: annId, msg }).catch(async () => {
        await to.processSenderKeyDistributionMessage({ authorJid: annId, item });
        return to.decryptGroupMessage({ group, authorJid: annId, msg });
      });
      return Buffer.from(part).toString();
    };
  };
  const restarted = () => bot(store, credentials);
  const answer = async (from: Repository, text: string): Promise<string> => {
    const { type, ciphertext } = await from.encryptMessage({ jid: annId, data: Buffer.from(text) });
    return Buffer.from(await sender.decryptMessage({ jid: botId, type, ciphertext })).toString();
  };
  return { store, restarted, direct, toGroup, answer, bundle };
}

/** Does what Baileys does in the transaction of a send, which ends after the frame has left; here it never does. */
async function whileSending({ keys }: Awaited<ReturnType<typeof bot>>, work: () => Promise<unknown>) {
  await new Promise<void>((resolve, reject) => {
    void keys.transaction(async () => {
      await work().then(() => resolve(), reject);
      await new Promise<never>(() => {});
    }, botId);
  });
}

describe('durableSignalRepository', () => {
  const kinds: [string, (given: Awaited<ReturnType<typeof world>>) => Promise<Delivery>][] = [
    ['the first message of a session', ({ direct }) => direct('hi')],
    [
      'a later message of a session',
      async (given) => {
        const first = await given.direct('first');
        await first((await given.restarted()).repository);
        return given.direct('hi');
      },
    ],
    ['a message of a group', ({ toGroup }) => toGroup('hi')],
  ];

  it.each(kinds)('takes in %s once and decrypts it again after a restart', async (_kind, prepare) => {
    const given = await world();
    const deliver = await prepare(given);
    const before = await given.restarted();
    expect([await deliver(before.repository), before.taken]).toEqual(['hi', ['hi']]);
    const after = await given.restarted();
    expect([await deliver(after.repository), after.taken]).toEqual(['hi', []]);
  });

  it.each(kinds)('keeps nothing of %s when it could not be taken in', async (_kind, prepare) => {
    const given = await world();
    const deliver = await prepare(given);
    const failing = await given.restarted();
    failing.state.fails = true;
    await expect(deliver(failing.repository)).rejects.toThrow('disk full');
    const after = await given.restarted();
    expect([await deliver(after.repository), after.taken]).toEqual(['hi', ['hi']]);
  });

  it.each(kinds)('takes in %s again when it died before the ratchet was stored', async (_kind, prepare) => {
    const given = await world();
    const deliver = await prepare(given);
    const dying = await given.restarted();
    given.store.beforeWrite = (keys) => {
      if (keys.some((key) => key.startsWith('decrypted-part'))) throw new Error('killed');
    };
    await expect(deliver(dying.repository)).rejects.toThrow('killed');
    given.store.beforeWrite = () => {};
    const after = await given.restarted();
    expect([dying.taken, await deliver(after.repository), after.taken]).toEqual([['hi'], 'hi', ['hi']]);
  });

  it('can still be read after a message that crosses with the first one of a new session', async () => {
    const { restarted, direct, answer, bundle } = await world();
    const { repository, state } = await restarted();
    await (await direct('first'))(repository);
    await answer(repository, 'zero');
    state.isRenewalDue = true;
    await repository.injectE2ESession({ jid: annId, session: await bundle() });
    const crossing = await direct('crossing');
    const answers = [
      await answer(repository, 'one'),
      await crossing(repository),
      await answer(repository, 'two'),
    ];
    expect(answers).toEqual(['one', 'crossing', 'two']);
  });

  it.each([
    ['goes on with a session that works', {}, {}, false],
    ['begins a new session with who could not read the one before', { isRenewalDue: true }, {}, true],
    ['begins a new session with a phone that was set up anew', {}, { registrationId: 16_000 }, true],
  ])('%s, given new keys', async (_, due, other, isNew) => {
    const { restarted, direct, bundle } = await world();
    const { repository, state } = await restarted();
    await (await direct('first'))(repository);
    const before = await repository.getSessionInfo(annId);
    Object.assign(state, due);
    await repository.injectE2ESession({ jid: annId, session: { ...(await bundle()), ...other } });
    const after = await repository.getSessionInfo(annId);
    expect(Buffer.compare(before?.baseKey ?? Buffer.alloc(0), after?.baseKey ?? Buffer.alloc(0)) !== 0).toBe(
      isNew,
    );
  });

  it('reads the answer to a message that left before a crash', async () => {
    const { restarted, direct, answer } = await world();
    const dying = await restarted();
    await (await direct('first'))(dying.repository);
    await whileSending(dying, async () => answer(dying.repository, 'left, and its transaction never ended'));
    const { repository } = await restarted();
    expect(await (await direct('an answer to it'))(repository)).toBe('an answer to it');
    expect(await answer(repository, 'and on')).toBe('and on');
  });

  it('never uses a key of a group again that was used before a crash', async () => {
    const { restarted } = await world();
    const used: string[] = [];
    const write = async ({ repository }: Awaited<ReturnType<typeof restarted>>) => {
      const given = { group, meId: botId, data: Buffer.from('hi') };
      const { ciphertext } = await repository.encryptGroupMessage(given);
      const { id, iteration } = proto.SenderKeyMessage.decode(ciphertext.slice(1, -64));
      used.push(`${id} ${iteration}`);
    };
    await write(await restarted());
    for (let life = 0; life < 2; life += 1) {
      const dying = await restarted();
      await whileSending(dying, () => write(dying));
    }
    expect(new Set(used).size).toBe(3);
  });

  it('decrypts nothing on a connection that is over', async () => {
    const given = await world();
    const deliver = await given.direct('hi');
    const { repository, state, taken } = await given.restarted();
    state.isOver = true;
    await expect(deliver(repository)).rejects.toThrow('over');
    expect([taken, given.store.writes.flat().filter((key) => key.startsWith('session'))]).toEqual([[], []]);
  });
});
