import type { proto } from '@whiskeysockets/baileys';
import { type ActivityState, chatStateStanza } from './activity.ts';
import { type Addressing, styledJid } from './addressing.ts';
import { newMessageId, type SayOptions, type SentMessage } from './chat.ts';
import { Group } from './group.ts';
import type { Identity } from './identity.ts';
import { directAttributes } from './message-stanza.ts';
import { node } from './nodes.ts';
import { Person } from './person.ts';
import { postStatus, postToGroup, postToPerson } from './posting.ts';
import type { Watch } from './watch.ts';

/** How a contact sends a message. */
export interface ContactSayOptions extends SayOptions {
  /** The account or group that is written to. @default the only account; with several it must be named */
  to?: Person | Group;
  /** Which of the contact's ids a direct chat is under; a group has its own way. @default 'number' */
  addressing?: Addressing;
  /** Whether the message says the contact's other id too, in a direct chat. @default true */
  tellsOtherId?: boolean;
}

/** How a contact sends what only a single account gets: a status update, for example. */
interface StatusOptions extends Omit<ContactSayOptions, 'to'> {
  /** Who gets it. @default the only account; with several it must be named */
  to?: Person;
}

/** Where a contact does something. */
type ActivityOptions = Pick<ContactSayOptions, 'to' | 'addressing'>;

/** Somebody who writes to the accounts under test. */
export class Contact extends Person {
  readonly #onlyAccount: () => Person;

  constructor(identity: Identity, watch: Watch, onlyAccount: () => Person) {
    super(identity, watch);
    this.#onlyAccount = onlyAccount;
  }

  /**
   * Sends a text. Resolves when the server has it for every device of the account; devices that are away get it
   * when they come back.
   */
  async says(text: string, options?: ContactSayOptions): Promise<SentMessage> {
    return this.sends({ conversation: text }, options);
  }

  /** Sends a message of any kind, as {@link says} does. */
  async sends(message: proto.IMessage, options: ContactSayOptions = {}): Promise<SentMessage> {
    const { id = newMessageId(), sentAt = Date.now(), addressing = 'number', tellsOtherId = true } = options;
    const to = options.to ?? this.#onlyAccount();
    const post = { id, sentAt, message };
    if (to instanceof Group) await postToGroup(this, to, post);
    else await postToPerson(this, to, post, { addressing, tellsOtherId });
    return { id };
  }

  /**
   * Sends something that linked devices are not given, only told of: a picture to be seen once (`view_once`), or
   * what a bot or a business wrote (`bot_unavailable_fanout`, `hosted_unavailable_fanout`).
   */
  async sendsUnavailable(reason = 'view_once', options: StatusOptions = {}): Promise<SentMessage> {
    const { id = newMessageId(), sentAt = Date.now(), addressing = 'number', tellsOtherId = true } = options;
    const { to = this.#onlyAccount() } = options;
    const facts = { id, sender: this.identity, sentAt, type: 'media' };
    await this.inTurn(async () => {
      const attributes = directAttributes(facts, { addressing, tellsOtherId });
      for (const device of to.devices.values()) this.mailer.withhold(device, attributes, reason);
    });
    return { id };
  }

  /** Posts a status update; the linked devices of the account (or of `to`) get it. */
  async postsStatus(
    content: string | proto.IMessage,
    { id = newMessageId(), sentAt = Date.now(), ...where }: StatusOptions = {},
  ): Promise<SentMessage> {
    const { to = this.#onlyAccount(), addressing = 'number', tellsOtherId = true } = where;
    const message = typeof content === 'string' ? { extendedTextMessage: { text: content } } : content;
    await postStatus(this, [to], { id, sentAt, message }, { addressing, tellsOtherId });
    return { id };
  }

  /** Shows the account (or `to`) that this contact is writing or recording, or has stopped. */
  showsActivity(state: ActivityState, { to = this.#onlyAccount(), addressing }: ActivityOptions = {}): void {
    const style = to instanceof Group ? to.style : { addressing: addressing ?? 'number' };
    const own = styledJid(this.identity, style);
    const origin = to instanceof Group ? { from: to.id, participant: own } : { from: own };
    const devices = to instanceof Group ? to.devices : [...to.devices.values()];
    for (const device of devices) device.tell(chatStateStanza(origin, state));
  }

  /** Shows the account (or `to`) whether this contact has WhatsApp open. */
  showsPresence(presence: 'available' | 'unavailable', to: Person = this.#onlyAccount()): void {
    const type = presence === 'unavailable' ? presence : undefined;
    for (const device of to.devices.values()) device.tell(node('presence', { from: this.id, type }));
  }
}
