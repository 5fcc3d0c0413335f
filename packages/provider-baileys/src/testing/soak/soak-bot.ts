import {
  type ChatProvider,
  type ChatSession,
  type Clock,
  type CredentialStore,
  createMemoryStore,
  type Random,
  silentLogger,
  systemClock,
  systemRandom,
} from '@chat-imposter/core';
import type { BaileysConfiguration } from '../../index.ts';
import { Changes } from '../changes.ts';

/** No wait is longer: a connection counts as stable after this time, so that one lost every few seconds is no failure. */
const LONGEST_MS = 2_000;

const hastyClock: Clock = {
  now: () => systemClock.now(),
  after: (delayMs, callback) => systemClock.after(Math.min(delayMs, LONGEST_MS), callback),
};
const hastyRandom: Random = { fraction: () => 0, hex: (bytes) => systemRandom.hex(bytes) };

/** A session of a soak run; keeps nothing but numbers. */
export class SoakBot {
  accepted = 0;
  /** How often it was connected. */
  connections = 0;
  isConnected = false;
  readonly #changes = new Changes();
  readonly #session: ChatSession;

  private constructor(
    provider: ChatProvider<BaileysConfiguration>,
    userId: string,
    credentials: CredentialStore,
    onQr: (text: string) => void,
  ) {
    this.#session = provider.open({
      userId,
      config: provider.configSchema.parse({}),
      credentials,
      events: {
        accept: async (messages) => {
          this.accepted += messages.length;
        },
        contacts: async () => {},
        edited: async () => {},
        deleted: async () => {},
        status: ({ status, qr }) => {
          if (qr) onQr(qr.text);
          this.isConnected = status === 'connected';
          if (this.isConnected) this.connections += 1;
          this.#changes.note();
        },
      },
      sentText: async () => null,
      logger: silentLogger,
      clock: hastyClock,
      random: hastyRandom,
    });
  }

  /**
   * A bot with a store of its own.
   * @param onQr called with each QR to be scanned
   */
  static async create(
    provider: ChatProvider<BaileysConfiguration>,
    userId: string,
    onQr: (text: string) => void,
  ): Promise<SoakBot> {
    const store = createMemoryStore();
    await store.open();
    const lease = await store.leases.acquire(userId, 'soak');
    if (!lease) throw new Error('The store of a soak run has another owner.');
    return new SoakBot(provider, userId, store.credentials(userId, provider.name, lease), onQr);
  }

  start(): Promise<void> {
    return this.#session.start();
  }

  stop(): Promise<void> {
    return this.#session.stop();
  }

  /** Resolves when it is connected. */
  async connected(): Promise<void> {
    await this.#changes.until(
      () => this.isConnected || undefined,
      () => 'A bot did not connect.',
    );
  }
}
