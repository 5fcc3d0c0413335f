import type { BotDocuments } from '../bot-documents.ts';
import type { BotManager, SaveOptions } from '../chatbot-manager.ts';
import { ChatbotManager } from '../chatbot-manager.ts';
import type { PromptSource } from '../context/prompt-source.ts';
import type { BotStatus, StartedBot } from '../contracts/bot.ts';
import { ImposterError } from '../contracts/errors.ts';
import type { Chat, Party } from '../contracts/message.ts';
import type { BotHolder, ProcessStore } from '../contracts/process-store.ts';
import { userIdIn } from '../given-document.ts';
import type { Surroundings } from '../surroundings.ts';
import { type BotRequest, readAnswer } from './bot-request.ts';
import { RequestDesk, type RunningBot } from './request-desk.ts';

/** How long the process that runs a bot gets to do what is asked of it. */
const ANSWER_MS = 15_000;
const POLL_MS = 200;

/**
 * The bots of all processes that share a store, as one: what is asked of a bot that runs in another process is handed to
 * that process, and where it stands is what that process says.
 */
export class SharedManager implements BotManager {
  readonly #processes: ProcessStore;
  readonly #documents: BotDocuments;
  readonly #surroundings: Surroundings;
  readonly #local: ChatbotManager;
  readonly #desk: RequestDesk;

  constructor(documents: BotDocuments, surroundings: Surroundings, processes: ProcessStore) {
    const { clock, logger } = surroundings;
    this.#processes = processes;
    this.#documents = documents;
    this.#surroundings = surroundings;
    this.#local = new ChatbotManager(documents, surroundings, {
      groupsElsewhere: (userId) => this.groups(userId),
    });
    this.#desk = new RequestDesk({
      processes,
      ownerId: this.#local.ownerId,
      clock,
      logger,
      running: () => this.#local.running(),
      serve: (request) => this.#serve(request),
    });
  }

  /** What ended for good elsewhere is started here. */
  async start(given: unknown, options: { linkingHeartbeat: boolean } & SaveOptions): Promise<StartedBot> {
    const { userId } = (await this.#stored(given)) ?? {};
    const holder = userId === undefined ? null : await this.#holderOf(userId);
    if (userId !== undefined && holder !== null) await this.#ask(holder, { name: 'let_go', userId });
    this.#desk.open();
    return this.#local.start(given, options);
  }

  save(given: unknown, options: SaveOptions): Promise<{ userId: string; warnings: string[] }> {
    return this.#local.save(given, options);
  }

  async resume(): Promise<void> {
    this.#desk.open();
    await this.#local.resume();
  }

  async unlink(userId: string): Promise<void> {
    await this.#pass({ name: 'unlink', userId }, () => this.#local.unlink(userId));
  }

  async delete(userId: string): Promise<void> {
    await this.#pass({ name: 'delete', userId }, () => this.#local.delete(userId));
  }

  async stop(userId: string): Promise<void> {
    await this.#pass({ name: 'stop', userId }, () => this.#local.stop(userId));
  }

  async resumeOne(userId: string): Promise<void> {
    await this.#pass({ name: 'resume', userId }, () => {
      this.#desk.open();
      return this.#local.resumeOne(userId);
    });
  }

  async reload(userId: string): Promise<void> {
    await this.#pass({ name: 'reload', userId }, () => {
      this.#desk.open();
      return this.#local.reload(userId);
    });
  }

  async clearQueue(userId: string, correspondentId?: string): Promise<void> {
    const request = { name: 'clear_queue' as const, userId, correspondentId: correspondentId ?? null };
    await this.#pass(request, () => this.#local.clearQueue(userId, correspondentId));
  }

  /** Also out of the conversation logs of this process, which may have run the bot before. */
  async erase(userId: string, contact: string): Promise<Chat> {
    const request = { name: 'erase' as const, userId, contact };
    let isDoneHere = false;
    const chat = (await this.#pass(request, () => {
      isDoneHere = true;
      return this.#local.erase(userId, contact);
    })) as Chat;
    if (isDoneHere) return chat;
    const { userId: storedId } = await this.#documents.stored(userId);
    this.#surroundings.emit('erasure', { userId: storedId, correspondentId: chat.identifier });
    await this.#local.eraseLogs(storedId, chat);
    return chat;
  }

  async groups(userId: string): Promise<Party[]> {
    return this.#pass({ name: 'groups', userId }, () => this.#local.groups(userId)) as Promise<Party[]>;
  }

  /** Nobody waits for it. */
  heartbeat(userId: string): void {
    if (this.#local.isHere(userId)) this.#local.heartbeat(userId);
    else void this.#beatElsewhere(userId).catch(() => undefined);
  }

  async status(userId: string): Promise<BotStatus> {
    const status = await this.#local.status(userId);
    const holder = await this.#holderOf(status.userId);
    return holder === null ? status : statusAt(holder, status);
  }

  async statuses(): Promise<BotStatus[]> {
    const [statuses, holders] = await Promise.all([this.#local.statuses(), this.#processes.holders()]);
    return statuses.map((status) => {
      const holder = holders.get(status.userId) ?? null;
      return holder === null || this.#isHere(status.userId, holder) ? status : statusAt(holder, status);
    });
  }

  promptsOf(userId: string): PromptSource | null {
    return this.#local.promptsOf(userId);
  }

  /** Every process does that by itself. */
  forgetConversations(): void {
    this.#local.forgetConversations();
  }

  async close(): Promise<void> {
    this.#desk.close();
    await this.#local.close();
  }

  /** The stored configuration that a given one would replace. */
  async #stored(given: unknown) {
    const userId = userIdIn(given);
    return userId === undefined ? null : this.#surroundings.store.configurations.get(userId);
  }

  /** Who runs a bot elsewhere; null when it runs here, or nowhere. */
  async #holderOf(userId: string): Promise<BotHolder | null> {
    if (this.#local.isHere(userId)) return null;
    const holder = await this.#processes.holder(userId);
    return holder === null || this.#isHere(userId, holder) ? null : holder;
  }

  #isHere(userId: string, { ownerId }: BotHolder): boolean {
    return ownerId === this.#local.ownerId || this.#local.isHere(userId);
  }

  /** Has something done by the process that runs the bot, or here when none does. */
  async #pass(request: BotRequest, doHere: () => Promise<unknown>): Promise<unknown> {
    const { userId } = await this.#documents.stored(request.userId);
    const holder = await this.#holderOf(userId);
    return holder === null ? doHere() : this.#ask(holder, { ...request, userId });
  }

  /** @throws ImposterError `owner_unreachable`, and what the other process says */
  async #ask({ ownerId }: BotHolder, request: BotRequest): Promise<unknown> {
    const { clock } = this.#surroundings;
    const id = await this.#processes.ask(ownerId, JSON.stringify(request));
    for (const askedAt = clock.now(); clock.now() - askedAt < ANSWER_MS; ) {
      await new Promise<void>((resolve) => void clock.after(POLL_MS, resolve));
      const answer = await this.#processes.answerTo(id);
      if (answer !== null) return readAnswer(answer);
    }
    throw new ImposterError(
      'owner_unreachable',
      `The process that runs the bot "${request.userId}" did not answer; try again in half a minute.`,
    );
  }

  async #beatElsewhere(userId: string): Promise<void> {
    const holder = await this.#holderOf(userId);
    if (holder === null) return;
    await this.#processes.ask(holder.ownerId, JSON.stringify({ name: 'heartbeat', userId }));
  }

  #serve(request: BotRequest): Promise<unknown> {
    const { userId } = request;
    switch (request.name) {
      case 'stop':
        return this.#local.stop(userId);
      case 'unlink':
        return this.#local.unlink(userId);
      case 'delete':
        return this.#local.delete(userId);
      case 'reload':
        return this.#local.reload(userId);
      case 'resume':
        return this.#local.resumeOne(userId);
      case 'groups':
        return this.#local.groups(userId);
      case 'let_go':
        return this.#local.letGo(userId);
      case 'clear_queue':
        return this.#local.clearQueue(userId, request.correspondentId ?? undefined);
      case 'erase':
        return this.#local.erase(userId, request.contact);
      case 'heartbeat':
        this.#local.heartbeat(userId);
        return Promise.resolve();
    }
  }
}

/** Where a bot stands that runs elsewhere. `here`: what is known of it in this process. */
function statusAt({ notice }: BotHolder, here: BotStatus): BotStatus {
  const { userId, authenticated, mode, since } = here;
  // Who has just taken a bot has not told of it yet.
  if (notice === null) return { userId, authenticated, mode, since, status: 'connecting' };
  return { ...(JSON.parse(notice) as RunningBot['status']), authenticated };
}
