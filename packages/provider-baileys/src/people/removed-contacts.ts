import type { BinaryNode, SignalDataTypeMap } from '@whiskeysockets/baileys';
import {
  decodeSyncdMutations,
  getBinaryNodeChild,
  getBinaryNodeChildren,
  newLTHashState,
  proto,
} from '@whiskeysockets/baileys';
import type { ReadKeys } from '../receiving/contact-book.ts';

const { REMOVE } = proto.SyncdMutation.SyncdOperation;
type Keys = Record<string, SignalDataTypeMap['app-state-sync-key'] | undefined>;

/**
 * Finds out who was deleted from the address book. Baileys does not tell: it drops whether an entry was set or removed,
 * and so takes the last name of a removed one for a new one (`decodeSyncdMutations` in Utils/chat-utils.js).
 */
export class RemovedContacts {
  readonly #read: ReadKeys;
  /** Ids of contacts by the hidden index of their entry. */
  readonly #removed = new Map<string, string>();

  constructor(read: ReadKeys) {
    this.#read = read;
  }

  /** Whether the last that was said of a contact's entry was that it is removed. */
  has(id: string): boolean {
    for (const removed of this.#removed.values()) if (removed === id) return true;
    return false;
  }

  /** Takes an answer about the account's settings. Resolves with the ids of the contacts that it removes. */
  async take(answer: BinaryNode): Promise<string[]> {
    const last = lastOfEachEntry(answer);
    for (const entry of last.keys()) this.#removed.delete(entry);
    const removals = [...last].filter(([, { operation }]) => operation === REMOVE);
    const found: string[] = [];
    for (const [entry, mutation] of removals) {
      const id = await this.#contactOf(mutation);
      if (id === undefined) continue;
      this.#removed.set(entry, id);
      found.push(id);
    }
    return found;
  }

  /** The contact whose entry a mutation is about; undefined when it is about something else, or cannot be read. */
  async #contactOf(mutation: proto.ISyncdMutation): Promise<string | undefined> {
    let contact: string | undefined;
    await decodeSyncdMutations(
      [mutation],
      newLTHashState(),
      async (id) => ((await this.#read('app-state-sync-key', [id])) as Keys)[id],
      ({ index: [type, id] }) => {
        if (type === 'contact' || type === 'lid_contact') contact = id;
      },
      false,
    ).catch(() => {
      // Without the key Baileys cannot read it either, and asks again when it has the key.
    });
    return contact;
  }
}

/** The last mutation of each entry, by the hidden index of the entry. */
function lastOfEachEntry(answer: BinaryNode): Map<string, proto.ISyncdMutation> {
  const last = new Map<string, proto.ISyncdMutation>();
  for (const patch of patchesIn(answer)) {
    for (const mutation of patch.mutations ?? []) {
      last.set(Buffer.from(mutation.record?.index?.blob ?? []).toString('base64'), mutation);
    }
  }
  return last;
}

function patchesIn(answer: BinaryNode): proto.ISyncdPatch[] {
  const collections = getBinaryNodeChildren(getBinaryNodeChild(answer, 'sync'), 'collection');
  const nodes = collections.flatMap((collection) =>
    getBinaryNodeChildren(getBinaryNodeChild(collection, 'patches') ?? collection, 'patch'),
  );
  return nodes.flatMap(({ content }) => (content instanceof Uint8Array ? readPatch(content) : []));
}

function readPatch(bytes: Uint8Array): proto.ISyncdPatch[] {
  try {
    return [proto.SyncdPatch.decode(bytes)];
  } catch {
    // Baileys meets the same error, and asks for the whole collection.
    return [];
  }
}
