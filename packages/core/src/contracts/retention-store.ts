import type { Lease } from './lease.ts';
import type { Chat } from './message.ts';

/** What is old, epoch milliseconds. */
export interface RetentionLimits {
  /** What was said before it loses its text. */
  textsBefore: number;
  /** What lost its text and was said before it is not known any more; not later than `textsBefore`. */
  idsBefore: number;
}

/** Takes away what is not to be kept. The time of a message is that by which it stands in its conversation. */
export interface RetentionStore {
  /**
   * One step of taking away what is old, of all bots: at most `count` messages and turns. Whether there is more to do;
   * so it is called until it says no. Needs no lease, and calls in several processes do no harm to each other.
   *
   * A message that was said before `textsBefore` becomes `reduced`: its text, what it quoted and the names in it are gone,
   * and so is its place in the conversation. What is left is what it is recognised by, so that it is not recorded once
   * more, and its id. Before `idsBefore` that is deleted, too; its id is not given again. What is queued stays as it is,
   * however old.
   *
   * Turns that are over and were planned before `textsBefore` are deleted, with the texts that they sent. Open turns, and
   * all that is tracked of groups, are none of its business.
   */
  reduce(limits: RetentionLimits, count: number): Promise<boolean>;
  /**
   * One step of erasing a contact by all of its ids, about `count` messages and turns; how much that was. It is called until
   * nothing is left (0). Nothing of the contact may come in meanwhile. When it was cut off, it is begun again: the chat
   * itself goes last.
   *
   * Of its chat everything goes: what is queued, the conversation, turns that are open or over with what they sent, what
   * the messages are recognised by, the chat. Of a person also what it wrote in groups: there messages become `reduced`,
   * also queued ones, and tracked ones stay without their text and the name; digests of their periods are gone. Of a group
   * its periods go, and what its open window holds.
   *
   * With the last step the texts and names are in no file of the store any more, as far as that is in its hands.
   */
  erase(lease: Lease, chat: Chat, count: number): Promise<number>;
  /**
   * One step of erasing all conversations of the bot, about `count` messages and turns; how much that was. It is called
   * until nothing is left (0). Nothing may come in meanwhile. When it was cut off, it is begun again.
   *
   * Everything of its chats goes, as {@link erase} has it go of one, and the ids of contacts may begin anew. What is tracked
   * of groups, configurations, credentials and leases are none of its business. What is said of the last step of
   * {@link erase} is true of its last step, too.
   */
  eraseBot(lease: Lease, count: number): Promise<number>;
}
