import type { Identity } from '@chat-imposter/core';
import type { Contact } from '@whiskeysockets/baileys';
import { isPhoneId, lidId, personIds, phoneId, userOf } from './identity.ts';
import type { SavedNames } from './saved-names.ts';

/** Reads stored signal keys of a type by their ids. */
export type ReadKeys = (type: string, ids: readonly string[]) => Promise<Record<string, unknown>>;

/** Baileys keeps pairs of ids under this type: `<phone user>` → LID user, `<LID user>_reverse` → phone user (Signal/lid-mapping.js). */
const MAPPING = 'lid-mapping';

/** Knows which ids are one person, and how the owner's address book calls them. */
export class ContactBook {
  readonly #names: SavedNames;

  constructor(names: SavedNames) {
    this.#names = names;
  }

  /**
   * The person behind ids of which at least one is known. The canonical id is the phone-number id when the platform
   * or an earlier message told it, else the LID. Never asks the platform.
   */
  async identify(ids: readonly string[], read: ReadKeys): Promise<Identity> {
    const known = personIds([...ids, ...(await this.#otherId(ids, read))]);
    const [identifier = '', ...alternateIdentifiers] = known;
    const savedName = this.#names.nameOf(known);
    return { identifier, alternateIdentifiers, ...(savedName === undefined ? {} : { savedName }) };
  }

  async #otherId(ids: readonly string[], read: ReadKeys): Promise<string[]> {
    const phone = ids.find(isPhoneId);
    const lid = ids.find((id) => !isPhoneId(id));
    if (phone === undefined && lid !== undefined) {
      const user = await mapped(`${userOf(lid)}_reverse`, read);
      return user === null ? [] : [phoneId(user)];
    }
    if (phone !== undefined && lid === undefined) {
      const user = await mapped(userOf(phone), read);
      return user === null ? [] : [lidId(user)];
    }
    return [];
  }

  /** Takes over the names of an address book. Resolves when they are durable. */
  async learn(contacts: readonly Partial<Contact>[]): Promise<void> {
    await this.#names.learn(contacts.flatMap(namesFrom));
  }
}

async function mapped(id: string, read: ReadKeys): Promise<string | null> {
  const user = (await read(MAPPING, [id]))[id];
  return typeof user === 'string' && /^\d+$/.test(user) ? user : null;
}

/**
 * The name that the owner saved, under every id of the contact. Baileys puts the user name, which the contact chose,
 * into `name` when the owner saved none (`processContactAction` in Utils/sync-action-utils.js): that is no saved name.
 */
function namesFrom(contact: Partial<Contact>): (readonly [string, string])[] {
  const { name, username } = contact;
  if (!name || name === username) return [];
  return personIds([contact.id, contact.lid, contact.phoneNumber]).map((id) => [id, name] as const);
}
