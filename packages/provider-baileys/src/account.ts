import type { ChatSessionContext } from '@chat-imposter/core';
import type { WAVersion } from '@whiskeysockets/baileys';
import type { BaileysConfiguration } from './configuration.ts';
import { Connection, type ConnectionListener } from './connection/connection.ts';
import { filterLibsignalOutput } from './connection/libsignal-console.ts';
import { socketOptions } from './connection/socket-options.ts';
import { within } from './connection/within.ts';
import { Credentials } from './credentials/credentials.ts';
import type { BaileysProviderOptions } from './provider-options.ts';
import { ContactBook } from './receiving/contact-book.ts';
import { DecryptedParts } from './receiving/decrypted-parts.ts';
import { GroupDirectory } from './receiving/group-directory.ts';
import { personIds } from './receiving/identity.ts';
import { Intake } from './receiving/intake.ts';
import { Receiver } from './receiving/receiver.ts';
import { SavedNames } from './receiving/saved-names.ts';
import { SentMessages } from './sending/sent-messages.ts';

const DRAINING_MS = 2_000;

interface LoadedParts {
  credentials: Credentials;
  contactNames: SavedNames;
  groupSubjects: SavedNames;
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
  readonly #sent = new SentMessages();
  readonly #receiver: Receiver;

  private constructor(
    context: ChatSessionContext<BaileysConfiguration>,
    options: BaileysProviderOptions,
    loaded: LoadedParts,
  ) {
    this.#context = context;
    this.#options = options;
    this.#loaded = loaded;
    this.#intake = new Intake(context.events);
    this.#groups = new GroupDirectory(loaded.groupSubjects, context.clock);
    this.#contacts = new ContactBook(loaded.contactNames);
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
      contactNames: await SavedNames.load(store, 'contact-names'),
      groupSubjects: await SavedNames.load(store, 'group-subjects'),
      decrypted: await DecryptedParts.load(store),
    });
  }

  get isLinked(): boolean {
    return this.#loaded.credentials.isLinked;
  }

  /** Stores and hands over what could not be before. Rejects when it still cannot. */
  async catchUp(): Promise<void> {
    const { credentials, contactNames, groupSubjects } = this.#loaded;
    await credentials.flush();
    await contactNames.flush();
    await groupSubjects.flush();
    await this.#intake.retry();
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
        sent: this.#sent,
        options: socketOptions(config, this.#options, version),
        pairingPhoneNumber: config.pairing_phone_number,
        clock,
        random,
        logger,
      },
      listener,
    );
  }

  /** Hands over nothing any more; resolves when what is with the core has been decided, or after two seconds. */
  async close(): Promise<void> {
    await within(this.#context.clock, DRAINING_MS, this.#intake.drain());
    this.#intake.close();
  }

  #ownIds(): string[] {
    const { me } = this.#loaded.credentials.current;
    return personIds([me?.id, me?.lid]);
  }
}
