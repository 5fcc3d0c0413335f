import type { ChatEvents, Identity } from '@chat-imposter/core';
import { SendError } from '@chat-imposter/core';

/** Who talks to the bot, and what a whitelist calls them. */
export const CONTACT = 'playground';

/** The one contact of a playground. */
const contact: Identity = { identifier: CONTACT, alternateIdentifiers: [], savedName: CONTACT };

/** What is said on a line. */
export interface LineMessage {
  messageId: string;
  text: string;
}

/** The line between the contact and a bot: a session is at one end, somebody who talks at the other. */
export class PlaygroundLine {
  readonly #heard: (message: LineMessage) => void;
  readonly #known = new Set<string>();
  #events: ChatEvents | null = null;
  #said = 0;

  /** `heard` is called with what the bot says, once for each id. */
  constructor(heard: (message: LineMessage) => void) {
    this.#heard = heard;
  }

  /** The contact says something. Resolves with its id when the bot has it. */
  async says(text: string, time: number): Promise<string> {
    if (this.#events === null) throw new SendError('closed', 'Nobody is at the other end.');
    this.#said += 1;
    const messageId = `said-${this.#said}`;
    await this.#events.accept([
      {
        chat: { ...contact, kind: 'direct' },
        sender: contact,
        source: 'user',
        origin: 'live',
        providerMessageId: messageId,
        content: text,
        originatingTime: time,
      },
    ]);
    return messageId;
  }

  /** A session takes its end, or leaves it. */
  connect(events: ChatEvents | null): void {
    this.#events = events;
  }

  /** The bot says something: what comes again under its id was heard before. */
  tell(message: LineMessage): void {
    if (this.#events === null) throw new SendError('closed', 'Nobody is at the other end.');
    if (this.#known.has(message.messageId)) return;
    this.#known.add(message.messageId);
    this.#heard(message);
  }
}
