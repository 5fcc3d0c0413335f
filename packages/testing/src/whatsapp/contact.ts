import type { SayOptions, SentMessage } from './chat.ts';
import type { Identity } from './identity.ts';
import type { Addressing } from './message-stanza.ts';
import { Person } from './person.ts';
import type { Watch } from './watch.ts';

/** How a contact sends a message. */
export interface ContactSayOptions extends SayOptions {
  /** The account that is written to. @default the only one; with several it must be named */
  to?: Person;
  /** Which of the contact's ids the chat is under. @default 'number' */
  addressing?: Addressing;
}

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
  async says(text: string, options: ContactSayOptions = {}): Promise<SentMessage> {
    return this.sendText(options.to ?? this.#onlyAccount(), text, options, options.addressing);
  }
}
