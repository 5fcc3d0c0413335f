import type { proto } from '@whiskeysockets/baileys';
import type { HeardMessage } from './chat.ts';
import { Feed } from './feed.ts';
import type { WaitOptions, Watch } from './watch.ts';

/** What a simulated phone shows of the messages that others wrote. */
export class Inbox {
  readonly #messages: Feed<HeardMessage>;
  readonly #contents = new Map<string, proto.IMessage>();

  /** `owner` is the name that complaints begin with. */
  constructor(watch: Watch, owner: string) {
    const describe = ({ from, text }: HeardMessage) => `${JSON.stringify(text)} from ${from}`;
    this.#messages = new Feed(watch, `${owner} heard nothing new.`, describe);
  }

  /** All that is shown, oldest first. */
  get messages(): readonly HeardMessage[] {
    return this.#messages.items;
  }

  /** Shows a message; as official clients do, a repeated id of the same sender in the same chat only once. */
  show(message: HeardMessage, content: proto.IMessage): void {
    const key = nameOf(message);
    if (this.#contents.has(key)) return;
    this.#contents.set(key, content);
    this.#messages.add(message);
  }

  /** The whole content of a message that is shown. */
  content(message: HeardMessage): proto.IMessage | undefined {
    return this.#contents.get(nameOf(message));
  }

  /** The next message that no earlier call returned; waits for it. */
  next(options?: WaitOptions): Promise<HeardMessage> {
    return this.#messages.next(options);
  }
}

/** What tells messages apart: the chat, the sender and the id. */
export function nameOf({ group = '', from, id }: HeardMessage): string {
  return [group, from, id].join(' ');
}
