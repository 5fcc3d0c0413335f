import type { ChatSessionContext, Identity } from '@chat-imposter/core';
import type { WAVersion } from '@whiskeysockets/baileys';
import type { BaileysConfiguration } from './configuration.ts';
import { Connection } from './connection/connection.ts';
import type { ConnectionListener } from './connection/connection-parts.ts';
import { filterLibsignalOutput } from './connection/libsignal-console.ts';
import { socketOptions } from './connection/socket-options.ts';
import { within } from './connection/within.ts';
import { Credentials } from './credentials/credentials.ts';
import { HistorySync } from './history/history-sync.ts';
import { ContactRecords } from './people/contact-records.ts';
import { GroupSubjects } from './people/group-subjects.ts';
import { Introductions } from './people/introductions.ts';
import type { BaileysProviderOptions } from './provider-options.ts';
import { ContactBook } from './receiving/contact-book.ts';
import { DecryptedParts } from './receiving/decrypted-parts.ts';
import { GroupDirectory } from './receiving/group-directory.ts';
import { personIds } from './receiving/identity.ts';
import { Intake } from './receiving/intake.ts';
import { Receiver } from './receiving/receiver.ts';
import { SentMessages } from './sending/sent-messages.ts';

const DRAINING_MS = 2_000;

interface LoadedParts {
  credentials: Credentials;
  contactRecords: ContactRecords;
  groupSubjects: GroupSubjects;
  decrypted: DecryptedParts;
}

/**
 * What of an account outlives its connections, from the start of a session to its stop: secrets, names, and what is
 * on its way. This is the door to Baileys, which takes half a second to load: it is imported when a session starts.
 */
export class Account {
  readonly #context: ChatSessionContext<BaileysConfiguration>;
  readonly #options: BaileysProviderOptions;
  readonly #loaded: LoadedParts;
  readonly #intake: Intake;
  readonly #groups: GroupDirectory;
  readonly #contacts: ContactBook;
  readonly #introductions: Introductions;
  readonly #sent: SentMessages;
  readonly #history: HistorySync;
  readonly #receiver: Receiver;

  private constructor(
    context: ChatSessionContext<BaileysConfiguration>,
    options: BaileysProviderOptions,
    loaded: LoadedParts,
  ) {
    this.#context = context;
    this.#options = options;
    this.#loaded = loaded;
    this.#groups = new GroupDirectory(loaded.groupSubjects, context.clock);
    this.#contacts = new ContactBook(loaded.contactRecords, () => this.#ownIds());
    this.#introductions = new Introductions([this.#contacts, this.#groups], (identities) =>
      context.events.contacts(identities),
    );
    this.#intake = new Intake(context.events, async () => {
      await this.#introductions.make();
      await loaded.contactRecords.stored();
    });
    this.#sent = new SentMessages((messageId) => context.sentText(messageId));
    this.#history = new HistorySync(this.#intake, context.logger);
    this.#receiver = new Receiver({
      intake: this.#intake,
      contacts: this.#contacts,
      groups: this.#groups,
      logger: context.logger,
      ownIds: () => this.#ownIds(),
      isOwnSend: (messageId) => this.#sent.has(messageId),
    });
  }

  /**
   * Reads what the store has of the account. Credentials of a link that was never completed are deleted.
   * @throws CorruptCredentialsError when something cannot be read; it stays as it is
   */
  static async load(
    context: ChatSessionContext<BaileysConfiguration>,
    options: BaileysProviderOptions,
  ): Promise<Account> {
    const store = context.credentials;
    const credentials = await Credentials.load(store);
    return new Account(context, options, {
      credentials,
      contactRecords: await ContactRecords.load(store),
      groupSubjects: await GroupSubjects.load(store),
      decrypted: await DecryptedParts.load(store),
    });
  }

  get isLinked(): boolean {
    return this.#loaded.credentials.isLinked;
  }

  /** The chat of the account with itself; null before it is linked. */
  get ownChat(): Identity | null {
    const [identifier, ...alternateIdentifiers] = this.#ownIds();
    return identifier === undefined ? null : { identifier, alternateIdentifiers };
  }

  /** Forgets how people and groups are called. Resolves when that is durable. */
  async forget(ids: readonly string[]): Promise<void> {
    const { contactRecords, groupSubjects } = this.#loaded;
    await contactRecords.forget(ids);
    await groupSubjects.forget(ids);
  }

  /** Stores and hands over what could not be before. Rejects when it still cannot. */
  async catchUp(): Promise<void> {
    const { credentials, groupSubjects } = this.#loaded;
    await credentials.flush();
    await groupSubjects.flush();
    await this.#introduce();
    await this.#intake.retry();
    this.#history.resume();
  }

  /**
   * Begins to connect.
   * @param version the version of the client to use instead of the one that Baileys brings
   */
  connect(listener: ConnectionListener, version?: WAVersion): Connection {
    filterLibsignalOutput(console);
    const { credentials, decrypted } = this.#loaded;
    credentials.forgetAttempt();
    const { credentials: store, clock, random, logger, config } = this.#context;
    return new Connection(
      {
        store,
        credentials,
        decrypted,
        receiver: this.#receiver,
        contacts: this.#contacts,
        groups: this.#groups,
        introduce: () => this.#introduce(),
        sent: this.#sent,
        options: socketOptions(config, this.#options, version),
        pairingPhoneNumber: config.pairing_phone_number,
        history: this.#history,
        ownIds: () => this.#ownIds(),
        clock,
        random,
        logger,
      },
      listener,
    );
  }

  /** Hands over nothing any more; resolves when what is with the core has been decided, or after two seconds. */
  async close(): Promise<void> {
    this.#history.close();
    const { clock } = this.#context;
    await within(clock, DRAINING_MS, this.#intake.drain());
    this.#intake.close();
    await within(clock, DRAINING_MS, this.#loaded.contactRecords.flush());
  }

  /** Gets what was learned of people stored, and told to the core. */
  async #introduce(): Promise<void> {
    await this.#loaded.contactRecords.stored();
    if (this.#introductions.areDue) await this.#intake.introduce();
  }

  #ownIds(): string[] {
    const { me } = this.#loaded.credentials.current;
    return personIds([me?.id, me?.lid]);
  }
}
