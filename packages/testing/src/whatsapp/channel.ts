import { randomInt } from 'node:crypto';
import { proto } from '@whiskeysockets/baileys';
import { newMessageId, type SentMessage } from './chat.ts';
import { stanzaType } from './message-stanza.ts';
import { node, wireTime } from './nodes.ts';
import type { Person } from './person.ts';

/** A channel (newsletter), which an account follows and nobody writes to. */
export class Channel {
  /** `120363000000000001@newsletter`. */
  readonly id = `1203630${String(randomInt(1e11)).padStart(11, '0')}@newsletter`;
  readonly #followers: readonly Person[];
  #posts = 0;

  constructor(followers: readonly Person[]) {
    this.#followers = followers;
  }

  /** Sends a post to the linked devices of all followers; posts are not encrypted. */
  posts(content: string | proto.IMessage): SentMessage {
    const message = typeof content === 'string' ? { conversation: content } : content;
    const id = newMessageId();
    const attributes = {
      from: this.id,
      id,
      server_id: String(++this.#posts),
      type: stanzaType(message),
      t: wireTime(Date.now()),
    };
    const stanza = node('message', attributes, [
      node('plaintext', {}, proto.Message.encode(message).finish()),
    ]);
    for (const { devices } of this.#followers) {
      for (const device of devices.values()) device.deliver({ ...stanza });
    }
    return { id };
  }
}
