import type { AuthenticationCreds } from '@whiskeysockets/baileys';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyDamage, damaged } from '../testing/damage.ts';
import { linkedCredentials } from '../testing/linked-credentials.ts';
import { MemoryCredentials } from '../testing/memory-credentials.ts';
import { CorruptCredentialsError } from './corrupt-credentials-error.ts';
import { Credentials } from './credentials.ts';
import { encodeCredentials, encodeValue } from './credentials-codec.ts';
import { isLinked } from './linked.ts';
import { SignalKeys } from './signal-keys.ts';

type Change = Partial<Record<keyof AuthenticationCreds, unknown>>;

const RUNS = 1_000;
const original = linkedCredentials();
const signedIdentityKey = linkedCredentials().signedIdentityKey;
const intact = encodeCredentials(original);
/** As Baileys and other programs write them. */
const bare = encodeValue(original);

const identityOf = ({ noiseKey, signedIdentityKey, account, me }: AuthenticationCreds) =>
  encodeValue({ noiseKey, signedIdentityKey, account, id: me?.id });

function storeWith(creds: string, others: Record<string, string> = {}): MemoryCredentials {
  const store = new MemoryCredentials();
  for (const [key, value] of Object.entries({ creds, ...others })) store.entries.set(key, value);
  return store;
}

/** What becomes of a bot with these credentials; fails when a new link would be made, or a row was changed. */
async function outcome(store: MemoryCredentials): Promise<'corrupt' | AuthenticationCreds> {
  const before = Object.fromEntries(store.entries);
  expect(await isLinked(store)).toBe(true);
  try {
    const { current, isLinked: isComplete } = await Credentials.load(store);
    expect(isComplete).toBe(true);
    return current;
  } catch (error) {
    expect(error).toBeInstanceOf(CorruptCredentialsError);
    return 'corrupt';
  } finally {
    expect(Object.fromEntries(store.entries)).toEqual(before);
  }
}

/** The text with each bit of the first occurrence of a part turned over, one after the other. */
function everyBitOf(part: string, text: string): string[] {
  const from = text.indexOf(part);
  return Array.from({ length: part.length * 8 }, (_, place) => {
    const bytes = Buffer.from(text);
    const at = from + (place >> 3);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << (place & 7));
    return bytes.toString();
  });
}

describe('damaged credentials', () => {
  it('are refused, or are those of the same link: never a new one', async () => {
    await fc.assert(
      fc.asyncProperty(anyDamage, async (damage) => {
        const found = await outcome(storeWith(damaged(intact, damage)));
        if (found !== 'corrupt') expect(identityOf(found)).toBe(identityOf(original));
      }),
      { numRuns: RUNS },
    );
  });

  it('without a checksum, of a database that another program wrote, keep their keys and are never deleted', async () => {
    await fc.assert(
      fc.asyncProperty(anyDamage, async (damage) => {
        const found = await outcome(storeWith(damaged(bare, damage)));
        if (found === 'corrupt') return;
        expect(encodeValue([found.noiseKey, found.signedIdentityKey])).toBe(
          encodeValue([original.noiseKey, original.signedIdentityKey]),
        );
      }),
      { numRuns: RUNS },
    );
  });

  it.each([
    ['with', intact],
    ['without', bare],
  ])(
    'whose account cannot be found because of any one bit are refused or read, %s a checksum',
    async (_what, text) => {
      for (const flipped of everyBitOf('"account":', text)) {
        const found = await outcome(storeWith(flipped));
        expect(found === 'corrupt' ? found : identityOf(found)).toBeOneOf(['corrupt', identityOf(original)]);
      }
    },
  );

  it('that name another device because of any one bit are refused: WhatsApp would call the link void', async () => {
    for (const flipped of everyBitOf('15550000001:2@s.whatsapp.net', intact)) {
      expect(await outcome(storeWith(flipped))).toBe('corrupt');
    }
  });

  it('that are a row of something else are refused', async () => {
    const key = encodeValue({ public: Buffer.alloc(32, 1), private: Buffer.alloc(32, 2) });
    expect(await outcome(storeWith(key, { 'pre-key-1': intact }))).toBe('corrupt');
    expect(await outcome(storeWith('"915550000001"'))).toBe('corrupt');
    expect(await outcome(storeWith('[]'))).toBe('corrupt');
  });

  it.each<[string, Change | ((creds: AuthenticationCreds) => Change)]>([
    [
      'the private keys of two pairs swapped',
      (creds) => ({
        noiseKey: { ...creds.noiseKey, private: creds.signedIdentityKey.private },
        signedIdentityKey: { ...creds.signedIdentityKey, private: creds.noiseKey.private },
      }),
    ],
    [
      'another private key',
      (creds) => ({
        noiseKey: { ...creds.noiseKey, private: signedIdentityKey.private },
      }),
    ],
    [
      'another public key',
      (creds) => ({
        signedIdentityKey: { ...creds.signedIdentityKey, public: signedIdentityKey.public },
      }),
    ],
    ['another identity', { signedIdentityKey }],
    [
      'a pre-key that another identity signed',
      (creds) => ({
        signedPreKey: { ...creds.signedPreKey, signature: linkedCredentials().signedPreKey.signature },
      }),
    ],
    ['the account of another link', { account: linkedCredentials().account }],
    [
      'an account without a signature',
      (creds) => ({ account: { ...creds.account, accountSignature: null } }),
    ],
    ['an account without its key', (creds) => ({ account: { ...creds.account, accountSignatureKey: null } })],
    ['no account, although they have worked', { account: undefined }],
    ['no name of the device', { me: undefined }],
    ['another name of the device', { me: { id: 'status@broadcast' } }],
  ])('with %s are refused', async (_what, change) => {
    const creds = linkedCredentials();
    const changed = { ...creds, ...(typeof change === 'function' ? change(creds) : change) };
    expect(await outcome(storeWith(encodeValue(changed)))).toBe('corrupt');
  });

  it('that are whole are read, with a checksum and without', async () => {
    for (const text of [intact, bare]) {
      const found = await outcome(storeWith(text));
      expect(found === 'corrupt' ? found : identityOf(found)).toBe(identityOf(original));
    }
  });
});

describe('damaged signal keys', () => {
  it('are told of, after which nothing is written; or they are values like others', async () => {
    const session = encodeValue({ version: 'v1', _sessions: { x: { key: Buffer.alloc(48, 7) } } });
    await fc.assert(
      fc.asyncProperty(anyDamage, async (damage) => {
        const text = damaged(session, damage);
        const store = storeWith(intact, { 'session-1.0': text });
        const failures: unknown[] = [];
        const keys = new SignalKeys(store, (error) => failures.push(error));
        const read = await keys.get('session', ['1.0']).catch(() => 'corrupt');
        expect(failures).toHaveLength(read === 'corrupt' ? 1 : 0);
        if (read !== 'corrupt') return;
        expect(failures[0]).toBeInstanceOf(CorruptCredentialsError);
        await expect(keys.set({ session: { '1.0': Buffer.from([1]) } })).rejects.toThrow('over');
        expect(store.entries.get('session-1.0')).toBe(text);
        expect(store.writes).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  });
});
