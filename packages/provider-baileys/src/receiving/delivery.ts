import type { ChatEvents, IncomingMessage, MessageReference } from '@chat-imposter/core';

/** What the core is handed: messages, or the change of one that it was handed before. */
export type Delivery =
  | { kind: 'messages'; messages: readonly IncomingMessage[] }
  | { kind: 'edit'; message: MessageReference; content: string }
  | { kind: 'deletion'; message: MessageReference };

/** How the core takes what it is handed. */
export type Recipient = Pick<ChatEvents, 'accept' | 'edited' | 'deleted'>;

/** Resolves when the core has made it durable; rejects when it could not. */
export function handOver(delivery: Delivery, to: Recipient): Promise<void> {
  if (delivery.kind === 'messages') return to.accept(delivery.messages);
  if (delivery.kind === 'edit') return to.edited(delivery.message, delivery.content);
  return to.deleted(delivery.message);
}
