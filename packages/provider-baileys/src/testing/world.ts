import {
  type Contact,
  type Phone,
  startWhatsAppServer,
  type WhatsAppServer,
  type WhatsAppServerOptions,
} from '@chat-imposter/testing/whatsapp';
import type { BaileysProviderOptions, HostSocketOptions } from '../index.ts';
import { Bot, type BotSettings } from './bot.ts';
import { MemoryCredentials } from './memory-credentials.ts';

/** A WhatsApp server with the owner's phone and a contact, and the bots that a test lets connect to it. */
export class World implements AsyncDisposable {
  readonly whatsapp: WhatsAppServer;
  readonly phone: Phone;
  readonly ann: Contact;
  readonly #bots: Bot[] = [];

  private constructor(whatsapp: WhatsAppServer) {
    this.whatsapp = whatsapp;
    this.phone = whatsapp.phone({ number: '15550000001', name: 'Yahav' });
    this.ann = whatsapp.contact({ number: '15551110001', name: 'Ann' });
  }

  static async begin(options?: WhatsAppServerOptions): Promise<World> {
    return new World(await startWhatsAppServer(options));
  }

  /** A bot that has not started. */
  bot(
    credentials = new MemoryCredentials(),
    socket: HostSocketOptions = {},
    settings: BotSettings = {},
  ): Bot {
    const options: BaileysProviderOptions = {
      webSocketUrl: this.whatsapp.url,
      socket,
      // Reconnections without a wait would otherwise stand in line, behind a timer that nobody fires.
      maxLoginsPerSecond: 1_000,
    };
    return this.takes(new Bot(options, credentials, settings));
  }

  /** Stops the bot when the test is over. */
  takes(bot: Bot): Bot {
    this.#bots.push(bot);
    return bot;
  }

  /** A bot that has been linked and is connected, with nothing of its first login under way. */
  async linkedBot(socket: HostSocketOptions = {}): Promise<Bot> {
    const bot = this.bot(undefined, socket);
    await bot.session.start();
    await this.scan(bot);
    return bot;
  }

  /** Scans the QR that the bot shows and waits until it is connected. */
  async scan(bot: Bot): Promise<void> {
    const { qr } = await bot.reported('linking');
    await this.phone.scan(qr?.text ?? '');
    await bot.reported('connected');
    await this.phone.connected();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#bots.map((bot) => bot.session.stop()));
    await this.whatsapp.close();
  }
}
