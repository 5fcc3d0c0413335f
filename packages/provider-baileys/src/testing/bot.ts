import { inspect } from 'node:util';
import {
  type ChatProvider,
  type ChatSession,
  type Clock,
  type Identity,
  type IncomingMessage,
  type MessageReference,
  type Random,
  type StatusReport,
  systemRandom,
} from '@chat-imposter/core';
import { type BaileysConfiguration, type BaileysProviderOptions, createBaileysProvider } from '../index.ts';
import { Changes } from './changes.ts';
import { HeldClock } from './held-clock.ts';
import { MemoryCredentials } from './memory-credentials.ts';

/** Randomness with which every wait before a reconnection is 0 ms. */
const impatient: Random = { fraction: () => 0, hex: (bytes) => systemRandom.hex(bytes) };

/** What may be different about a bot. */
export interface BotSettings {
  /** Its `provider_config`. */
  configuration?: object;
  /** @default {@link Bot.clock} */
  clock?: Clock;
  /** @default every wait before a reconnection is 0 ms */
  random?: Random;
}

/** A session of the provider with everything that the core would give it, and what it told the core. */
export class Bot {
  readonly changes = new Changes();
  readonly clock = new HeldClock(this.changes);
  readonly credentials: MemoryCredentials;
  readonly reports: StatusReport[] = [];
  readonly accepted: IncomingMessage[] = [];
  readonly contacts: Identity[] = [];
  readonly edits: (MessageReference & { content: string })[] = [];
  readonly deletions: MessageReference[] = [];
  /** What the core knows of texts that were sent, by message id. */
  readonly sentTexts = new Map<string, string>();
  /** Every line that was logged. */
  readonly lines: { fields: object; message: string }[] = [];
  readonly session: ChatSession;
  /** Called before somebody counts as introduced; what it throws, `contacts` rejects with. */
  beforeMeeting: (identities: readonly Identity[]) => void | Promise<void> = () => {};
  /** Called for each message before it counts as accepted; what it throws, `accept` rejects with. */
  beforeAccept: (message: IncomingMessage) => void | Promise<void> = () => {};
  /** The same for each edit and deletion. */
  beforeChange: (message: MessageReference) => void | Promise<void> = () => {};

  /** Everything that was logged, with all fields, as one text. */
  get log(): string {
    return inspect(this.lines, { depth: 10, maxArrayLength: null, maxStringLength: null });
  }

  readonly #log = (fields: object, message: string) => {
    this.#note(() => this.lines.push({ fields, message }));
  };

  /**
   * @param options of a provider for this bot alone, or a provider that several bots share
   * @param configuration its `provider_config`
   */
  constructor(
    options: BaileysProviderOptions | ChatProvider<BaileysConfiguration>,
    credentials = new MemoryCredentials(),
    { configuration = {}, clock, random = impatient }: BotSettings = {},
  ) {
    this.credentials = credentials;
    const provider = 'open' in options ? options : createBaileysProvider(options);
    this.session = provider.open({
      userId: 'bot',
      config: provider.configSchema.parse(configuration),
      credentials,
      events: {
        accept: (messages) => this.#accept(messages),
        contacts: (identities) => this.#meet(identities),
        edited: async (message, content) => {
          await this.beforeChange(message);
          this.#note(() => this.edits.push({ ...message, content }));
        },
        deleted: async (message) => {
          await this.beforeChange(message);
          this.#note(() => this.deletions.push(message));
        },
        status: (report) => this.#note(() => this.reports.push(report)),
      },
      sentText: async (messageId) => this.sentTexts.get(messageId) ?? null,
      logger: { debug: this.#log, info: this.#log, warn: this.#log, error: this.#log },
      clock: clock ?? this.clock,
      random,
    });
  }

  /** The words of every line that was logged. */
  get logged(): string[] {
    return this.lines.map(({ message }) => message);
  }

  /** Resolves with the first line with these words. */
  logs(words: string): Promise<{ fields: object; message: string }> {
    return this.changes.until(
      () => this.lines.find(({ message }) => message.includes(words)),
      () => `Not logged: ${words}. Logged was: ${this.logged.join('; ')}.`,
    );
  }

  /** The report that holds now. */
  get report(): StatusReport | undefined {
    return this.reports.at(-1);
  }

  /** Resolves with the first report, from the given one on, that has this status and, if named, this error. */
  reported(status: StatusReport['status'], code?: string, from = 0): Promise<StatusReport> {
    return this.changes.until(
      () =>
        this.reports.slice(from).find((report) => report.status === status && report.error?.code === code),
      () => `Not reported: ${status} ${code ?? ''}. Reported were: ${this.history()}.`,
    );
  }

  /** Resolves with the n-th accepted message, counted from 1. */
  hears(count: number): Promise<IncomingMessage> {
    return this.changes.until(
      () => this.accepted[count - 1],
      () => `Only ${this.accepted.length} messages were accepted. Reported were: ${this.history()}.`,
    );
  }

  /** Resolves when the core was told who has this id, from the given identity on; with what it was told first then. */
  meets(id: string, isMeant: (identity: Identity) => boolean = () => true, from = 0): Promise<Identity> {
    return this.changes.until(
      () => this.contacts.slice(from).find((told) => told.identifier === id && isMeant(told)),
      () => `Not told: ${id}. Told were: ${JSON.stringify(this.contacts)}. Reported were: ${this.history()}.`,
    );
  }

  /** Resolves when that many edits and deletions were told in all. */
  async learnsOfChanges(count: number): Promise<void> {
    const told = () => this.edits.length + this.deletions.length;
    await this.changes.until(
      () => (told() >= count ? true : undefined),
      () => `Only ${told()} changes were told. Reported were: ${this.history()}.`,
    );
  }

  history(): string {
    return this.reports.map(({ status, error }) => (error ? `${status} (${error.code})` : status)).join(', ');
  }

  #note(what: () => void): void {
    what();
    this.changes.note();
  }

  async #meet(identities: readonly Identity[]): Promise<void> {
    await this.beforeMeeting(identities);
    this.#note(() => this.contacts.push(...identities));
  }

  async #accept(messages: readonly IncomingMessage[]): Promise<void> {
    for (const message of messages) {
      await this.beforeAccept(message);
      this.accepted.push(message);
    }
    this.changes.note();
  }
}
