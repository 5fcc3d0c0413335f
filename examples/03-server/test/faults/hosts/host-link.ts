import { setTimeout as pause } from 'node:timers/promises';
import type { AuthenticationCreds, SocketConfig } from '@whiskeysockets/baileys';
import { DEFAULT_CONNECTION_CONFIG } from '@whiskeysockets/baileys';
import { CommitGate } from './commit-gate.ts';
import type { FromHost, HostOptions, ToHost } from './host-protocol.ts';
import { LagWatch } from './lag-watch.ts';

/** What a program does that is a host. */
export interface Host {
  begin(options: HostOptions): Promise<void>;
  /** Writes to a contact. */
  say(userId: string, to: string, text: string): Promise<void>;
  stop(): Promise<void>;
}

/** Long enough for a process to notice that its socket is gone. */
const NOTICING_MS = 15;

/** Baileys' words for what it could not decrypt (`decryptMessageNode` in Utils/decode-wa-message.js). */
const UNDECRYPTABLE = 'failed to decrypt message';

/** The line to the rig inside of a host. */
export class HostLink {
  readonly #gates = new Map<string, CommitGate>();
  readonly #types = new Map<string, string>();
  readonly #lag = new LagWatch();
  readonly #host: Host;

  private constructor(make: (link: HostLink) => Host) {
    this.#host = make(this);
    process.on('disconnect', () => process.exit());
    process.on('message', (message: ToHost) => {
      void this.#obey(message).catch((error: unknown) =>
        this.tell({ kind: 'failure', message: String(error) }),
      );
    });
    this.tell({ kind: 'loaded' });
  }

  /** Puts a host, which is made with the line, under the orders of the rig. The process ends with its parent. */
  static run(make: (link: HostLink) => Host): void {
    new HostLink(make);
  }

  tell(message: FromHost): void {
    process.send?.(message, () => {});
  }

  /** What the writes of the keys of a bot go through. */
  gate(userId: string): CommitGate {
    const held = () => this.tell({ kind: 'held', userId, type: this.#types.get(userId) ?? '' });
    const gate = this.#gates.get(userId) ?? new CommitGate(held);
    this.#gates.set(userId, gate);
    return gate;
  }

  /** A message is in the file. */
  recorded(userId: string, text: string): void {
    this.#lag.begin();
    this.tell({ kind: 'recorded', userId, text });
  }

  /** Looks at a line that was logged. */
  logged(message: string | undefined, reason: unknown): void {
    if (message === UNDECRYPTABLE) this.tell({ kind: 'undecryptable', reason: String(reason) });
  }

  /** Makes the repository that Baileys makes, and notes how each message is encrypted. */
  readonly makeSignalRepository: SocketConfig['makeSignalRepository'] = (auth, ...rest) => {
    const repository = DEFAULT_CONNECTION_CONFIG.makeSignalRepository(auth, ...rest);
    const { creds }: { creds: Partial<AuthenticationCreds> } = auth;
    // In a run the name of an account is the id of its user.
    const note = (type: string) => this.#types.set(creds.me?.name ?? '', type);
    return {
      ...repository,
      decryptMessage: (options) => {
        note(options.type);
        return repository.decryptMessage(options);
      },
      decryptGroupMessage: (options) => {
        note('skmsg');
        return repository.decryptGroupMessage(options);
      },
    };
  };

  async #obey(message: ToHost): Promise<void> {
    switch (message.kind) {
      case 'begin':
        return this.#host.begin(message.options);
      case 'hold':
        this.gate(message.userId).arm(message.side);
        return this.tell({ kind: 'ordered', userId: message.userId });
      case 'release':
        await pause(NOTICING_MS);
        return this.gate(message.userId).open();
      case 'say':
        return this.#host.say(message.userId, message.to, message.text);
      case 'tell_lag':
        return this.tell({ kind: 'lag', lag: this.#lag.read() });
      case 'stop':
        await this.#host.stop();
        process.disconnect();
    }
  }
}
