import type { Identity } from '@chat-imposter/core';
import type { Contact } from '@whiskeysockets/baileys';
import { type ContactRecord, compact, pairedUp } from '../people/contact-record.ts';
import type { ContactRecords } from '../people/contact-records.ts';
import { type IdPair, idPair } from '../people/id-pair.ts';
import type { Introduction } from '../people/introductions.ts';
import { isPhoneId, lidId, personIds, phoneId, userOf } from './identity.ts';

/** Reads stored signal keys of a type by their ids. */
export type ReadKeys = (type: string, ids: readonly string[]) => Promise<Record<string, unknown>>;

/** Baileys keeps pairs of ids under this type: `<phone user>` → LID user, `<LID user>_reverse` → phone user (Signal/lid-mapping.js). */
const MAPPING = 'lid-mapping';
/** Longer names are cut: everybody chooses a name, and may choose a long one. */
const LONGEST_NAME = 256;

/** Knows which ids are one person, how the owner's address book calls them, and how they call themselves. */
export class ContactBook {
  readonly #records: ContactRecords;
  readonly #ownIds: () => readonly string[];

  /** @param ownIds the ids of the account itself, in canonical form: nobody else has them, and it is no contact */
  constructor(records: ContactRecords, ownIds: () => readonly string[]) {
    this.#records = records;
    this.#ownIds = ownIds;
  }

  /**
   * The person behind ids of which at least one is known, as it is known now. The canonical id is the phone-number id
   * when the platform told it, else the LID.
   */
  identityOf(ids: readonly string[]): Identity {
    const record = this.#recordOf(ids);
    const { phone, lid, savedName, pushName } = record ?? {};
    const [identifier = '', ...alternateIdentifiers] = personIds([phone, lid, ...ids]);
    return { identifier, alternateIdentifiers, ...compact({ savedName, pushName }) };
  }

  /** The same, after a look at what Baileys has stored. Never asks the platform. */
  async identify(ids: readonly string[], read: ReadKeys): Promise<Identity> {
    await this.lookUp(ids, read);
    return this.identityOf(ids);
  }

  /** Learns the other id of a person from what Baileys has stored, unless it is known. */
  async lookUp(ids: readonly string[], read: ReadKeys): Promise<void> {
    const { identifier, alternateIdentifiers } = this.identityOf(ids);
    if (identifier === '' || alternateIdentifiers.length > 0) return;
    const user = userOf(identifier);
    const isPhone = isPhoneId(identifier);
    const other = await mapped(isPhone ? user : `${user}_reverse`, read);
    if (other !== null) this.learnPairs([idPair(identifier, isPhone ? lidId(other) : phoneId(other))]);
  }

  /** Takes over pairs of ids that the platform told. */
  learnPairs(pairs: readonly (IdPair | null)[]): void {
    for (const pair of pairs) if (pair) this.#learnPair(pair);
  }

  /** Takes over what the platform tells of contacts: their ids, and both kinds of name. */
  learnContacts(contacts: readonly Partial<Contact>[]): void {
    for (const contact of contacts) {
      const ids = personIds([contact.id, contact.lid, contact.phoneNumber]);
      this.learnPairs([idPair(...ids)]);
      this.#change(ids, {
        ...('name' in contact ? { savedName: savedNameOf(contact) } : {}),
        ...(contact.notify ? { pushName: shortened(contact.notify) } : {}),
      });
    }
  }

  /** Takes over the name that a person gave itself. */
  learnPushName(ids: readonly string[], pushName: string): void {
    this.#change(ids, { pushName: shortened(pushName) });
  }

  /** The owner's address book has these people no more. */
  forgetSavedNames(ids: readonly string[]): void {
    for (const id of ids) this.#change(personIds([id]), { savedName: undefined });
  }

  /** Some of those whom the core does not know as they are; null when there are none. */
  untold(limit: number): Introduction | null {
    const records = this.#records.untold(limit);
    if (records.length === 0) return null;
    return {
      identities: records.map(({ phone, lid }) => this.identityOf(personIds([phone, lid]))),
      told: () => this.#records.markTold(records),
    };
  }

  #learnPair(pair: IdPair): void {
    if (this.#isOwn(pair.phone) || this.#isOwn(pair.lid)) return;
    const [ofPhone, ofLid] = [this.#records.find(pair.phone), this.#records.find(pair.lid)];
    if (ofPhone !== undefined && ofPhone === ofLid) return;
    this.#records.replace([ofPhone, ofLid], pairedUp(pair, ofPhone, ofLid));
  }

  #change(ids: readonly string[], change: Names): void {
    const [first] = ids;
    if (first === undefined || ids.some((id) => this.#isOwn(id))) return;
    const old = this.#recordOf(ids);
    const known: ContactRecord = old ?? (isPhoneId(first) ? { phone: first } : { lid: first });
    const isNew = Object.entries(change).some(([name, value]) => known[name as keyof Names] !== value);
    if (isNew) this.#records.replace([old], [compact({ ...known, ...change, isUntold: true })]);
  }

  #recordOf(ids: readonly string[]): ContactRecord | undefined {
    for (const id of personIds(ids)) {
      const record = this.#records.find(id);
      if (record) return record;
    }
    return undefined;
  }

  #isOwn(id: string): boolean {
    return this.#ownIds().includes(id);
  }
}

/** Names that change; undefined forgets one. */
interface Names {
  savedName?: string | undefined;
  pushName?: string | undefined;
}

async function mapped(id: string, read: ReadKeys): Promise<string | null> {
  const user = (await read(MAPPING, [id]))[id];
  return typeof user === 'string' && /^\d+$/.test(user) ? user : null;
}

/**
 * The name that the owner saved. Baileys puts the user name, which the contact chose, into `name` when the owner saved
 * none (`processContactAction` in Utils/sync-action-utils.js): that is no saved name.
 */
function savedNameOf({ name, username }: Partial<Contact>): string | undefined {
  return name && name !== username ? shortened(name) : undefined;
}

function shortened(name: string): string {
  // Not in the middle of a character.
  return name.slice(0, LONGEST_NAME).replace(/[\uD800-\uDBFF]$/, '');
}
