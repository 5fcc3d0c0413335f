import { Contacts } from './contacts.ts';
import type { ChatProvider } from './contracts/chat-provider.ts';
import { ImposterError } from './contracts/errors.ts';
import type { Chat } from './contracts/message.ts';
import type { Lease, Store } from './contracts/store.ts';
import { eraseStored, eraseStoredBot } from './erase-stored.ts';
import type { LeaseKeeper } from './processes/lease-keeper.ts';
import { clearStoredQueue, dropStoredTurns } from './stored-work.ts';

/** Does to the stored work of bots that do not run what running ones do themselves. */
export class StoppedBots {
  readonly #store: Store;
  readonly #keeper: LeaseKeeper;
  readonly #ownerId: string;

  constructor(store: Store, keeper: LeaseKeeper, ownerId: string) {
    this.#store = store;
    this.#keeper = keeper;
    this.#ownerId = ownerId;
  }

  /** The contacts of a bot, as they are stored. */
  async contactsOf(userId: string): Promise<Contacts> {
    const contacts = new Contacts();
    for (const chat of await this.#store.messages.chats(userId)) contacts.remember(chat);
    return contacts;
  }

  /** The key of the contact that has this id. @throws ImposterError `unknown_contact` */
  async contactKeyOf(userId: string, id: string): Promise<string> {
    const contacts = await this.contactsOf(userId);
    const key = contacts.keyOf(id);
    if (contacts.has(key)) return key;
    throw unknownContact(userId, id);
  }

  /** Takes what is queued out, of one contact or of all, and ends their turns. */
  async clearQueue(userId: string, correspondentId?: string): Promise<void> {
    await this.#withLease(userId, async (lease) => {
      const owner = {
        store: this.#store,
        lease,
        ...(correspondentId === undefined ? {} : { correspondentId }),
      };
      await dropStoredTurns(owner, 'cleared');
      await clearStoredQueue(owner);
    });
  }

  /** Erases a contact, also at its provider unless that is not known; how much was stored. */
  erase(userId: string, chat: Chat, provider: ChatProvider | null): Promise<number> {
    return this.#withLease(userId, async (lease) => {
      const erased = await eraseStored({ store: this.#store, lease }, chat);
      const ids = [chat.identifier, ...chat.alternateIdentifiers];
      await provider?.forget?.(this.#store.credentials(userId, provider.name, lease), ids);
      return erased;
    });
  }

  /**
   * Erases all conversations of a bot and what the engine keeps for it, and then deletes its configuration, while nobody else
   * can run it; its groups are tracked no more, and their periods stay.
   */
  async deleteBot(userId: string, now: number): Promise<void> {
    await this.#withLease(userId, async (lease) => {
      await eraseStoredBot({ store: this.#store, lease });
      await this.#store.tracking.track(lease, [], now);
      await this.#store.credentials(userId, 'core', lease).clear();
      await this.#store.configurations.delete(userId);
    });
  }

  async #withLease<Result>(userId: string, work: (lease: Lease) => Promise<Result>): Promise<Result> {
    const lease = await this.#keeper.acquire(userId, this.#ownerId);
    try {
      return await work(lease);
    } finally {
      await this.#keeper.release(lease);
    }
  }
}

/** There is no contact with this id. */
export function unknownContact(userId: string, id: string): ImposterError {
  return new ImposterError('unknown_contact', `The bot "${userId}" has no contact "${id}".`);
}
