import { randomBytes } from 'node:crypto';
import { type BinaryNode, encodeSyncdPatch, newLTHashState, proto } from '@whiskeysockets/baileys';
import { newMessageId } from './chat.ts';
import { node, SERVER, wireTime } from './nodes.ts';

const { SET, REMOVE } = proto.SyncdMutation.SyncdOperation;
/** The part of an account's settings that holds its contacts. */
const COLLECTION = 'critical_unblock_low';
const VERSION = 2;

/** How an entry is made. */
export interface SaveOptions {
  /** Which of the person's ids the entry is under. @default 'number' */
  under?: 'number' | 'lid';
  /** Whether an entry under a number says the LID too. @default true */
  tellsOtherId?: boolean;
}

/** Somebody who can be in an address book. */
interface Saved {
  /** The phone-number id. */
  readonly id: string;
  readonly lid: string;
}

/**
 * The address book of an account as the server keeps it for the linked devices: a list of encrypted changes, each of
 * which makes a version. It is encrypted with Baileys' own functions, so a symmetrical mistake would not be seen.
 */
export class AddressBook {
  readonly #keyId = randomBytes(6);
  readonly #keyData = randomBytes(32);
  readonly #changes: Uint8Array[] = [];
  #state = newLTHashState();

  /** Whether nothing was ever in it. */
  get isUntouched(): boolean {
    return this.#changes.length === 0;
  }

  /** Gives a person a name, or another one. */
  async save(
    person: Saved,
    name: string,
    { under = 'number', tellsOtherId = true }: SaveOptions,
  ): Promise<void> {
    const entry = { fullName: name, firstName: name };
    const lidJid = tellsOtherId ? person.lid : null;
    const value = under === 'lid' ? { lidContactAction: entry } : { contactAction: { ...entry, lidJid } };
    await this.#change(SET, indexOf(person, under), value);
  }

  /** Deletes the entry of a person; the change holds what the entry said last, or nothing. */
  async remove(
    person: Saved,
    { name, under = 'number' }: { name?: string; under?: 'number' | 'lid' },
  ): Promise<void> {
    await this.#change(
      REMOVE,
      indexOf(person, under),
      name === undefined ? {} : { contactAction: { fullName: name } },
    );
  }

  /** What the phone tells a device that it may read the address book. */
  get keyShare(): proto.Message.IProtocolMessage {
    const key = { keyId: { keyId: this.#keyId }, keyData: { keyData: this.#keyData, timestamp: Date.now() } };
    return {
      type: proto.Message.ProtocolMessage.Type.APP_STATE_SYNC_KEY_SHARE,
      appStateSyncKeyShare: { keys: [key] },
    };
  }

  /** The notice that there are changes. */
  get notice(): BinaryNode {
    const attributes = { from: SERVER, type: 'server_sync', id: newMessageId(), t: wireTime(Date.now()) };
    const collection = node('collection', { name: COLLECTION, version: String(this.#changes.length) });
    return node('notification', attributes, [collection]);
  }

  /** The changes since the version that a client has of a collection; the other collections have none. */
  answer({ name, version = '0' }: Record<string, string>): BinaryNode {
    const news = name === COLLECTION ? this.#changes.slice(Number(version)) : [];
    const patches = news.map((change) => node('patch', {}, change));
    return node('collection', { name, version }, patches.length ? [node('patches', {}, patches)] : undefined);
  }

  async #change(
    operation: proto.SyncdMutation.SyncdOperation,
    index: string[],
    value: proto.ISyncActionValue,
  ): Promise<void> {
    const change = {
      type: COLLECTION,
      index,
      syncAction: { ...value, timestamp: Date.now() },
      apiVersion: VERSION,
      operation,
    } as const;
    const key = proto.Message.AppStateSyncKeyData.create({ keyData: this.#keyData });
    const keyId = this.#keyId.toString('base64');
    const { patch, state } = await encodeSyncdPatch(change, keyId, this.#state, async () => key);
    const entry = Buffer.from(patch.mutations?.[0]?.record?.index?.blob ?? []).toString('base64');
    // Baileys leaves a removed entry in the state.
    if (operation === REMOVE) delete state.indexValueMap[entry];
    this.#state = state;
    this.#changes.push(proto.SyncdPatch.encode({ ...patch, version: { version: state.version } }).finish());
  }
}

function indexOf(person: Saved, under: 'number' | 'lid'): string[] {
  return under === 'lid' ? ['lid_contact', person.lid] : ['contact', person.id];
}
