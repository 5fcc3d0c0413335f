import { botIdentity } from '../bot-identity.ts';
import type { Contacts } from '../contacts.ts';
import type { Clock } from '../contracts/clock.ts';
import type { MessageReference } from '../contracts/message.ts';
import type { Lease, Revision, Store, StoredMessage } from '../contracts/store.ts';
import type { Intake } from './intake.ts';
import { recordedBody } from './recorded-text.ts';
import type { UserQueue } from './user-queue.ts';

/** What the reviser works with. */
export interface ReviserContext {
  store: Store;
  lease: Lease;
  queue: UserQueue;
  /** The door that keeps revisions and messages in order. */
  intake: Pick<Intake, 'inTurn' | 'settle'>;
  clock: Clock;
  contacts: Pick<Contacts, 'keyOf'>;
  /** A message has changed, and the queue with it: whoever works with it must know at once. */
  revised(message: StoredMessage): void;
  /** It is known to all by now, and is to be told. */
  edited(message: StoredMessage): void;
  deleted(message: StoredMessage): void;
}

/** What writers do to their messages afterwards: stored first, then done to the queue. What is not known is passed over. */
export class Reviser {
  readonly #context: ReviserContext;

  constructor(context: ReviserContext) {
    this.#context = context;
  }

  /** Resolves when it is durable that the message says something else. Rejects when the store failed. */
  edited(reference: MessageReference, content: string): Promise<void> {
    return this.#revise(reference, recordedBody(content), (message) => this.#edited(message));
  }

  /** Resolves when the text is gone for good. Rejects when the store failed. */
  deleted(reference: MessageReference): Promise<void> {
    return this.#revise(reference, null, (message) => this.#deleted(message));
  }

  #revise(
    reference: MessageReference,
    content: string | null,
    follow: (message: StoredMessage) => void | Promise<void>,
  ): Promise<void> {
    const { intake, store, lease, contacts } = this.#context;
    return intake.inTurn(async () => {
      const correspondentId = contacts.keyOf(reference.chat.identifier);
      const revision = revisionOf(reference, { correspondentId, content, userId: lease.userId });
      const [message] = await store.messages.revise(lease, [revision]);
      if (message) await follow(message);
    });
  }

  async #edited(message: StoredMessage): Promise<void> {
    const { queue, clock, intake } = this.#context;
    const evictions = queue.edit(message, clock.now());
    this.#context.revised(message);
    await intake.settle(evictions);
    this.#context.edited(message);
  }

  #deleted(message: StoredMessage): void {
    const { correspondentId, id } = message;
    if (id !== null) this.#context.queue.remove(correspondentId, [id]);
    this.#context.revised(message);
    this.#context.deleted(message);
  }
}

/** The owner may also change what the bot sent in their name. */
function revisionOf(
  { sender, source, providerMessageId }: MessageReference,
  { correspondentId, content, userId }: { correspondentId: string; content: string | null; userId: string },
): Revision {
  const senderIds = [sender.identifier, ...sender.alternateIdentifiers];
  if (source === 'user_outgoing') senderIds.push(botIdentity(userId).identifier);
  return { correspondentId, providerMessageId, senderIds, source, content };
}
