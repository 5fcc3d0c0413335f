import type { BotDocuments } from '../bot-documents.ts';
import { Contacts } from '../contacts.ts';
import { ImposterError } from '../contracts/errors.ts';
import type { UsagePeriod } from '../contracts/model-usage.ts';
import type { HistoryQuery, StoredMessage } from '../contracts/store.ts';
import { unknownContact } from '../stopped-bots.ts';
import type { Surroundings } from '../surroundings.ts';
import { type ContactView, contactViews } from './contact-views.ts';
import { type DecisionView, decisionViewOf } from './decision-view.ts';
import { type HourOfUsage, usageByHour } from './usage-by-hour.ts';

/** Which page of something is wanted, newest first. */
export type PageQuery = Pick<HistoryQuery, 'before' | 'limit'>;

/** A page of what is kept of a contact, newest first. */
export interface ConversationPage {
  correspondentId: string;
  messages: StoredMessage[];
  /** Where the next page begins; null on the last one. */
  next: string | null;
}

/** A page of what has become of messages, newest first. */
export interface DecisionPage {
  decisions: DecisionView[];
  /** Where the next page begins; null on the last one. */
  next: string | null;
}

/** What is shown of bots, read from the store whether they run or not. Every method rejects with `unknown_bot`. */
export class BotViews {
  readonly #documents: BotDocuments;
  readonly #surroundings: Surroundings;

  constructor(documents: BotDocuments, surroundings: Surroundings) {
    this.#documents = documents;
    this.#surroundings = surroundings;
  }

  async contacts(userId: string): Promise<ContactView[]> {
    const stored = await this.#documents.stored(userId);
    const chats = await this.#surroundings.store.messages.chats(stored.userId);
    return contactViews(chats, this.#documents.validOrNull(stored));
  }

  /** @throws ImposterError `unknown_contact`, `invalid_cursor` */
  async conversation(userId: string, contact: string, page: PageQuery): Promise<ConversationPage> {
    const { userId: storedId, correspondentId } = await this.#found(userId, contact);
    const query = { ...page, correspondentId, incomingOnly: false };
    return { correspondentId, ...(await this.#surroundings.store.messages.history(storedId, query)) };
  }

  /** @throws ImposterError `invalid_cursor` */
  async decisions(userId: string, page: PageQuery): Promise<DecisionPage> {
    const stored = await this.#documents.stored(userId);
    const query = { ...page, incomingOnly: true };
    const { messages, next } = await this.#surroundings.store.messages.history(stored.userId, query);
    return { decisions: messages.map(decisionViewOf), next };
  }

  async usage(userId: string, period: UsagePeriod): Promise<HourOfUsage[]> {
    const stored = await this.#documents.stored(userId);
    return usageByHour(this.#surroundings.store.turns.usage(stored.userId, period));
  }

  /** @throws ImposterError `unknown_contact`, `not_supported` where no conversation logs are written */
  async logLines(userId: string, contact: string, count: number): Promise<string[]> {
    const { userId: storedId, correspondentId, providerName } = await this.#found(userId, contact);
    const { retentionLogger } = this.#surroundings;
    if (retentionLogger === null) throw noLogs();
    return retentionLogger.tail({ providerName, userId: storedId, correspondentId }, count);
  }

  async #found(userId: string, contact: string) {
    const stored = await this.#documents.stored(userId);
    const contacts = new Contacts();
    for (const chat of await this.#surroundings.store.messages.chats(stored.userId)) contacts.remember(chat);
    const correspondentId = contacts.keyOf(contact);
    if (!contacts.has(correspondentId)) throw unknownContact(stored.userId, contact);
    const providerName = this.#documents.providerOf(stored)?.name ?? '';
    return { userId: stored.userId, correspondentId, providerName };
  }
}

function noLogs(): ImposterError {
  const message = 'No conversation logs are written here: the program gives no logDirectory.';
  return new ImposterError('not_supported', message);
}
