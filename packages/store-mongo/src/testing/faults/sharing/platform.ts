import type { FromProcess, ToProcess } from './sharing-protocol.ts';

/** A process, as the platform sees it. */
export interface Client {
  tell(message: ToProcess): void;
}

/** A text that went to the contact of a bot; each id counts once. */
interface Shown {
  userId: string;
  text: string;
}

/** An account is with whoever opened it last. What was not accepted is delivered again then. */
export class Platform {
  readonly #clients = new Map<string, Client>();
  /** Messages that nobody has accepted, by bot, oldest first. */
  readonly #waiting = new Map<string, Set<string>>();
  readonly #shown = new Map<string, Shown>();
  /** Sends under a known id that had another text. */
  changedTexts = 0;

  /** The bots that some process has opened. */
  get opened(): number {
    return this.#clients.size;
  }

  /** How often each word was answered. */
  answers(): Map<string, number> {
    const counts = new Map<string, number>();
    for (const { text } of this.#shown.values()) {
      for (const word of text.split(' ')) counts.set(word, (counts.get(word) ?? 0) + 1);
    }
    return counts;
  }

  /** The contact of a bot writes. */
  write(userId: string, messageId: string): void {
    const waiting = this.#waiting.get(userId) ?? new Set();
    this.#waiting.set(userId, waiting.add(messageId));
    this.#clients.get(userId)?.tell({ kind: 'message', userId, messageId });
  }

  hear(client: Client, message: FromProcess): void {
    switch (message.kind) {
      case 'opens':
        this.#open(client, message.userId);
        break;
      case 'closes':
        if (this.#clients.get(message.userId) === client) this.#clients.delete(message.userId);
        break;
      case 'accepted':
        this.#waiting.get(message.userId)?.delete(message.messageId);
        break;
      case 'sends':
        this.#show(message);
        client.tell({ kind: 'acknowledged', frame: message.frame });
        break;
      case 'ready':
        break;
    }
  }

  /** A process is gone. */
  forget(client: Client): void {
    for (const [userId, holder] of this.#clients) if (holder === client) this.#clients.delete(userId);
  }

  #open(client: Client, userId: string): void {
    const before = this.#clients.get(userId);
    if (before !== undefined && before !== client) before.tell({ kind: 'replaced', userId });
    this.#clients.set(userId, client);
    for (const messageId of this.#waiting.get(userId) ?? [])
      client.tell({ kind: 'message', userId, messageId });
  }

  #show({ userId, messageId, text }: Extract<FromProcess, { kind: 'sends' }>): void {
    const key = `${userId} ${messageId}`;
    const shown = this.#shown.get(key);
    if (shown === undefined) this.#shown.set(key, { userId, text });
    else if (shown.text !== text) this.changedTexts += 1;
  }
}
