import type {
  AuthenticationCreds,
  SignalDataSet,
  SignalKeyStoreWithTransaction,
  SignalRepositoryWithLIDStore,
  SocketConfig,
} from '@whiskeysockets/baileys';
import type { DecryptedParts } from './decrypted-parts.ts';
import { EarlyWrites } from './early-writes.ts';
import { withoutTrials } from './session-trials.ts';

/** How Baileys makes what encrypts and decrypts; an option of its sockets. */
export type MakeSignalRepository = SocketConfig['makeSignalRepository'];

/** What the repository reports to and asks of its connection. */
export interface DecryptionHooks {
  credentials: AuthenticationCreds;
  decrypted: DecryptedParts;
  /** Makes signal keys durable, whatever transaction is under way. */
  store(data: SignalDataSet): Promise<void>;
  /** The id of the message that a part came in. */
  messageIdOf(part: Uint8Array): string;
  /** Throws when the connection is over, so that nothing more is decrypted on it. */
  assertOpen(): void;
  /** Makes the content of a part durable. Rejects when it could not: the part must count as never received. */
  takeIn(part: Uint8Array, plaintext: Uint8Array): Promise<void>;
  /** Whether a device, given by all of its ids, could not read what was encrypted for it with the session that there is. */
  isRenewalDue(ids: readonly (string | null)[]): boolean;
  /** Told of work that must have ended before the next connection begins. */
  track<Result>(work: Promise<Result>): Promise<Result>;
  /** The socket begins to end. */
  onEnding(): void;
}

/**
 * A signal repository that loses no message.
 *
 * Baileys advances the ratchet, then sends the receipt, then emits the message (`handleMessage` in
 * Socket/messages-recv.js): whoever stores it only then loses it in a crash. Here the message is stored inside the
 * transaction that advances the ratchet. When storing fails nothing is committed, and the platform delivers again.
 * What was committed without its receipt having reached the platform comes again too, and is not decrypted a second
 * time, which the ratchet would refuse: {@link DecryptedParts} still has it.
 *
 * All transactions that change sessions use one key, that of Baileys' own sends (`relayMessage` in
 * Socket/messages-send.js). With a key of their own they would overwrite each other's sessions, as every transaction
 * works on the copy that it read. The moving of sessions from phone ids to LIDs, which Baileys begins at the moment of
 * the login, is one of them: sends wait for it here.
 *
 * A session that works is not replaced by a new one: see `SessionRenewals`. A phone on which WhatsApp was installed
 * anew has another registration id.
 *
 * Such a transaction of a send ends after the frame has left. What encrypting changes is therefore stored before it, by
 * {@link EarlyWrites}: a process that died in between would not be able to read the answer, and would use a key again.
 */
export function durableSignalRepository(
  make: MakeSignalRepository,
  hooks: DecryptionHooks,
): MakeSignalRepository {
  return (auth, logger, pnToLid) => {
    const keys = auth.keys as SignalKeyStoreWithTransaction;
    const early = new EarlyWrites(keys, (data) => hooks.store(data));
    const repository = make({ ...auth, keys: early.keys }, logger, pnToLid);
    const alone = <Result>(work: () => Promise<Result>): Promise<Result> =>
      keys.transaction(work, hooks.credentials.me?.id ?? 'unlinked');
    const once = (part: Uint8Array, decrypt: () => Promise<Uint8Array>) =>
      hooks.track(decryptOnce(part, decrypt, { hooks, keys, alone }));
    return {
      ...repository,
      decryptMessage: (options) =>
        once(options.ciphertext, async () => {
          const address = repository.jidToSignalProtocolAddress(options.jid);
          const { [address]: before } = await keys.get('session', [address]);
          const plaintext = await repository.decryptMessage(options);
          if (options.type === 'msg') await undoTrials(keys, address, before);
          return plaintext;
        }),
      decryptGroupMessage: (options) => once(options.msg, () => repository.decryptGroupMessage(options)),
      encryptMessage: (options) => alone(() => early.during(() => repository.encryptMessage(options))),
      encryptGroupMessage: (options) =>
        alone(() => early.during(() => repository.encryptGroupMessage(options))),
      processSenderKeyDistributionMessage: (options) =>
        alone(() => repository.processSenderKeyDistributionMessage(options)),
      injectE2ESession: (options) =>
        alone(async () => {
          if (await isSuperfluous(options, { repository, hooks })) return;
          await repository.injectE2ESession(options);
        }),
      migrateSession: (from, to) => alone(() => repository.migrateSession(from, to)),
      close: () => {
        repository.close?.();
        hooks.onEnding();
      },
    };
  };
}

/** Whether there is a session that the other side can read, so that a new one would only push older ones out. */
async function isSuperfluous(
  { jid, session }: Parameters<SignalRepositoryWithLIDStore['injectE2ESession']>[0],
  { repository, hooks }: { repository: SignalRepositoryWithLIDStore; hooks: DecryptionHooks },
): Promise<boolean> {
  const isDue = hooks.isRenewalDue([jid, await repository.lidMapping.getPNForLID(jid)]);
  const present = await repository.getSessionInfo(jid);
  return !isDue && present?.registrationId === session.registrationId;
}

/** @param before what the store had before the decryption */
async function undoTrials(
  keys: SignalKeyStoreWithTransaction,
  address: string,
  before: Uint8Array | undefined,
): Promise<void> {
  const { [address]: after } = await keys.get('session', [address]);
  if (!before || !after) return;
  await keys.set({ session: { [address]: withoutTrials(before, after) as Uint8Array } });
}

interface Transaction {
  hooks: DecryptionHooks;
  keys: SignalKeyStoreWithTransaction;
  alone: <Result>(work: () => Promise<Result>) => Promise<Result>;
}

async function decryptOnce(
  part: Uint8Array,
  decrypt: () => Promise<Uint8Array>,
  { hooks, keys, alone }: Transaction,
): Promise<Uint8Array> {
  const known = hooks.decrypted.find(part);
  if (known) return known;
  const entry = hooks.decrypted.reserve(part, hooks.messageIdOf(part));
  try {
    const plaintext = await alone(async () => {
      hooks.assertOpen();
      const decrypted = await decrypt();
      await hooks.takeIn(part, decrypted);
      await keys.set(entry.write(decrypted) as SignalDataSet);
      return decrypted;
    });
    entry.keep();
    return plaintext;
  } catch (error) {
    entry.release();
    throw error;
  }
}
