import { join } from 'node:path';
import { type LlmServer, startLlmServer } from '@chat-imposter/testing/llm';
import {
  type Contact,
  type Phone,
  startWhatsAppServer,
  type WhatsAppServer,
} from '@chat-imposter/testing/whatsapp';
import { ArrivalProcess } from './arrival-process.ts';
import type { ArrivalMistake, ArrivalPoint, FromArrivalBot } from './arrival-protocol.ts';
import { type Row, readRows } from './read-rows.ts';

/** How long a bot gets to come, and to die. */
const PATIENCE_MS = 20_000;
/** How long a bot gets for what it should do, and one that makes a mistake may never do. */
const ANSWER_MS = { rightly: 20_000, mistakenly: 2_000 } as const;
const USER_ID = 'yahav';

/** What a rig is made of. */
export interface ArrivalRigOptions {
  /** An empty folder. */
  folder: string;
  /** What a bot that comes back does with what WhatsApp kept for it. */
  answersOffline: boolean;
  /** Numbers of the contacts that may be answered. */
  numbers: readonly string[];
  mistake?: ArrivalMistake;
}

/** WhatsApp, the language model and the file of the store, which survive the bots that live between them. */
export class ArrivalRig implements AsyncDisposable {
  readonly whatsApp: WhatsAppServer;
  readonly phone: Phone;
  /** What went wrong inside of the bots. */
  readonly failures: string[] = [];
  /** How each message was encrypted that the newest bot began to decrypt. */
  decrypted: string[] = [];
  readonly #options: ArrivalRigOptions;
  readonly #llm: LlmServer;
  #bot: ArrivalProcess | null = null;
  #connected = Promise.withResolvers<void>();
  #ordered = Promise.withResolvers<void>();
  /** Where the newest bot was when it died as ordered. */
  #diedAt: ArrivalPoint | null = null;

  private constructor(whatsApp: WhatsAppServer, llm: LlmServer, options: ArrivalRigOptions) {
    this.whatsApp = whatsApp;
    this.#llm = llm;
    this.#options = options;
    this.phone = whatsApp.phone({ number: '15550000001', name: 'Yahav' });
  }

  /** With a bot that is linked and connected. */
  static async begin(options: ArrivalRigOptions): Promise<ArrivalRig> {
    const llm = await startLlmServer({ brain: ({ body }) => `re ${lastLines(body.messages).join(' ')}` });
    const rig = new ArrivalRig(await startWhatsAppServer(), llm, options);
    await rig.live();
    return rig;
  }

  /** Begins the next life of the bot; resolves when it is connected and has what was kept for it. */
  async live(): Promise<void> {
    const { folder, mistake } = this.#options;
    this.#connected = Promise.withResolvers();
    this.decrypted = [];
    this.#bot = new ArrivalProcess(
      {
        databasePath: this.#path,
        webSocketUrl: this.whatsApp.url,
        llmBaseUrl: this.#llm.baseUrl,
        document: this.#document(),
        ...(mistake === undefined ? {} : { mistake }),
      },
      join(folder, 'compiled'),
      (message) => this.#hear(message),
    );
    void this.#bot.ended.then(() =>
      this.#connected.reject(new Error('The bot ended before it was connected.')),
    );
    await this.#connected.promise;
    await this.phone.connected({ timeoutMs: PATIENCE_MS });
  }

  /** The bot dies at this point of the message with this text; resolves when it is dead. */
  async dieAt(
    point: ArrivalPoint,
    text: string,
    lingerMs: number,
    send: () => Promise<unknown>,
  ): Promise<void> {
    const bot = this.#bot;
    if (bot === null) throw new Error('No bot lives.');
    this.#ordered = Promise.withResolvers();
    this.#diedAt = null;
    bot.tell({ kind: 'crash_at', point, text, lingerMs });
    await this.#ordered.promise;
    await send();
    const timer = setTimeout(() => void bot.kill(), PATIENCE_MS);
    await bot.ended;
    clearTimeout(timer);
    if (this.#diedAt !== point) throw new Error(`The bot ended before it came to ${point}.`);
    await this.phone.disconnected();
  }

  /** What the store has; only while no bot lives. */
  rows(): Row[] {
    return readRows(this.#path);
  }

  async stop(): Promise<void> {
    await this.#bot?.stop();
    this.#bot = null;
  }

  /** The texts of the bot that the contact sees and that answer this one. */
  answersTo(contact: Contact, text: string): string[] {
    return contact.heard.map((heard) => heard.text).filter((heard) => heard.split(' ').includes(text));
  }

  /** Resolves when the contact was answered, with whether it was in time. */
  async isAnswered(contact: Contact, text: string): Promise<boolean> {
    try {
      while (this.answersTo(contact, text).length === 0) await contact.hears(this.#patience);
      return true;
    } catch {
      return false;
    }
  }

  /** Resolves when everything is confirmed that WhatsApp has for the bot, with whether it was in time. */
  isAllConfirmed(): Promise<boolean> {
    return this.phone.confirmed(this.#patience).then(
      () => true,
      () => false,
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#bot?.kill();
    await this.whatsApp.close();
    await this.#llm.close();
  }

  get #patience(): { timeoutMs: number } {
    return { timeoutMs: ANSWER_MS[this.#options.mistake === undefined ? 'rightly' : 'mistakenly'] };
  }

  get #path(): string {
    return join(this.#options.folder, 'imposter.db');
  }

  #hear(message: FromArrivalBot): void {
    if (message.kind === 'connected') this.#connected.resolve();
    else if (message.kind === 'ordered') this.#ordered.resolve();
    else if (message.kind === 'qr') void this.phone.scan(message.text);
    else if (message.kind === 'decrypting') this.decrypted.push(message.type);
    else if (message.kind === 'crash') this.#diedAt = message.point;
    else if (message.kind === 'failure') this.failures.push(message.message);
  }

  #document(): Record<string, unknown> {
    const { numbers, answersOffline } = this.#options;
    return {
      user_id: USER_ID,
      respond_to_whitelist: [...numbers],
      chat_provider_config: {
        provider_name: 'whatsAppBaileyes',
        provider_config: { process_offline_messages: answersOffline },
      },
      llm_provider_config: {
        provider_name: 'openAi',
        provider_config: { model: 'gpt-6-luna', reasoning_effort: 'none' },
      },
      behavior: { profile: 'instant' },
    };
  }
}

/** What is asked: the lines of the newest message after the one about time and place. */
function lastLines(messages: readonly { content: string }[]): string[] {
  return (messages.at(-1)?.content ?? '').split('\n').slice(1);
}
