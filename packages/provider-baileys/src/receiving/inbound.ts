import type {
  BaileysEventMap,
  BinaryNode,
  SignalDataSet,
  WAMessage,
  WASocket,
} from '@whiskeysockets/baileys';
import type { UnfinishedWork } from '../connection/unfinished-work.ts';
import type { Credentials } from '../credentials/credentials.ts';
import type { DecryptedParts } from './decrypted-parts.ts';
import { isBacklog, messageOf, Stanzas } from './decrypted-stanza.ts';
import { durableSignalRepository, type MakeSignalRepository } from './durable-signal-repository.ts';
import type { Lookups, Receiver } from './receiver.ts';
import { SessionRenewals } from './session-renewals.ts';
import type { Arrival } from './to-chat-message.ts';

/** What the inbound side of a connection works with. */
export interface InboundParts {
  receiver: Receiver;
  credentials: Credentials;
  decrypted: DecryptedParts;
  work: UnfinishedWork;
  lookups: Lookups;
  /** Makes signal keys durable, whatever transaction is under way. */
  storeKeys: (data: SignalDataSet) => Promise<void>;
  /** When the connection opened, or is about to: epoch milliseconds. */
  connectedAt: () => number;
  isOver: () => boolean;
  /** Ends the connection, before anything else can be sent over it. */
  onFailure: (error: unknown) => void;
  onEnding: () => void;
}

/** The inbound side of one connection: from stanzas and events of Baileys to the {@link Receiver}. */
export class Inbound {
  readonly #parts: InboundParts;
  readonly #stanzas = new Stanzas();
  readonly #renewals = new SessionRenewals();

  constructor(parts: InboundParts) {
    this.#parts = parts;
  }

  /** Makes what decrypts for the socket. */
  repository(make: MakeSignalRepository): MakeSignalRepository {
    const { credentials, decrypted, work, storeKeys, onEnding } = this.#parts;
    return durableSignalRepository(make, {
      credentials: credentials.current,
      decrypted,
      onEnding,
      store: storeKeys,
      isRenewalDue: (ids) => this.#renewals.isDue(ids),
      track: (promise) => work.track(promise),
      messageIdOf: (part) => this.#stanzas.of(part)?.attrs.id ?? '',
      assertOpen: () => {
        if (this.#parts.isOver()) throw new Error('The connection is over.');
      },
      takeIn: (part, plaintext) => this.#takeIn(part, plaintext),
    });
  }

  /** Listens to the socket. To be called before it has received anything. */
  attach({ ws, ev }: WASocket): void {
    ws.prependListener('CB:message', (stanza: BinaryNode) => this.#stanzas.remember(stanza));
    ws.prependListener('CB:receipt', (receipt: BinaryNode) => this.#renewals.takeReceipt(receipt));
    ws.on('CB:ack,class:receipt', ({ attrs }: BinaryNode) => this.#parts.decrypted.confirm(attrs.id ?? ''));
    ev.on('messages.upsert', (upsert) => this.#takeUpsert(upsert));
  }

  async #takeIn(part: Uint8Array, plaintext: Uint8Array): Promise<void> {
    const { receiver, lookups, onFailure } = this.#parts;
    const stanza = this.#stanzas.of(part);
    const message = stanza && this.#messageOf(stanza, plaintext);
    if (!message) return;
    try {
      // Repeated for us because it could not be decrypted, it no longer has the mark.
      const waited = isBacklog(stanza) || this.#stanzas.waited(stanza.attrs.id ?? '');
      await receiver.receive(message, this.#arrival(waited), lookups);
    } catch (error) {
      onFailure(error);
      throw error;
    }
  }

  #messageOf(stanza: BinaryNode, plaintext: Uint8Array): WAMessage | undefined {
    const { me } = this.#parts.credentials.current;
    try {
      return me && messageOf(stanza, plaintext, me);
    } catch {
      // Baileys meets the same error next, and asks the sender to repeat the message.
      return undefined;
    }
  }

  /** Most of what comes here was taken in before; the rest was not encrypted, or comes from the phone. */
  #takeUpsert({ messages, type }: BaileysEventMap['messages.upsert']): void {
    const { receiver, lookups, work, onFailure } = this.#parts;
    for (const message of messages) {
      // Baileys also says `append` of what the account has just written itself.
      const isMarked = type === 'append' && !message.key.fromMe;
      const arrival = this.#arrival(isMarked || this.#stanzas.waited(message.key.id ?? ''));
      work.track(receiver.receiveConfirmed(message, arrival, lookups)).catch(onFailure);
    }
  }

  #arrival(isBacklogged: boolean): Arrival {
    return { isBacklog: isBacklogged, connectedAt: this.#parts.connectedAt() };
  }
}
