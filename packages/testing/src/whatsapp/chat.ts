import { randomBytes } from 'node:crypto';

/** A message as a person sees it in a chat. */
export interface HeardMessage {
  readonly id: string;
  /** The text, or the caption; empty when there is none. */
  readonly text: string;
  /** The sender's phone-number id, `15550000001@s.whatsapp.net`. */
  readonly from: string;
  /** The device it was sent from: 0 is the sender's phone, others are linked devices. */
  readonly device: number;
  /** The group it was written in, `120363000000000001@g.us`; absent in a direct chat. */
  readonly group?: string;
}

/** How a simulated person sends a message. */
export interface SayOptions {
  /** The message id; saying something again under the same id is a repetition. @default a fresh one */
  id?: string;
  /** When it was sent, in epoch milliseconds; the wire keeps whole seconds. @default now */
  sentAt?: number;
}

/** A message a simulated person sent. */
export interface SentMessage {
  readonly id: string;
}

/**
 * What a device said about a message it got. A delivery has no type, or `inactive` when the device is not in use;
 * `read` and others speak for themselves; a message it could not take has `error` and a code (`error 500`).
 */
export interface Receipt {
  readonly id: string;
  readonly type?: string | undefined;
}

/** A message id as a phone makes them: 32 hexadecimal digits. */
export function newMessageId(): string {
  return randomBytes(16).toString('hex').toUpperCase();
}
