import type { CollectionName } from './collections.ts';

/** One change of a batch. Its number tells its place among all changes of the bot. */
export type Change =
  | PutChange
  | SetChange
  | RemoveChange
  | ClearSessionChange
  | MoveMessagesChange
  | RemoveWindowChange;

/** The document is this one from now on. */
interface PutChange {
  kind: 'put';
  number: number;
  collection: CollectionName;
  id: unknown;
  fields: Record<string, unknown>;
}

/** These fields of the document, if there is one, have these values. */
interface SetChange {
  kind: 'set';
  number: number;
  collection: CollectionName;
  id: unknown;
  fields: Record<string, unknown>;
}

/** There are no such documents any more. */
interface RemoveChange {
  kind: 'remove';
  number: number;
  collection: CollectionName;
  ids: unknown[];
}

/** There are no credentials of the bot at this provider any more. */
export interface ClearSessionChange {
  kind: 'clear_session';
  number: number;
  session: string;
  provider_name: string;
}

/** The messages of one chat are those of another, with higher ids. */
export interface MoveMessagesChange {
  kind: 'move_messages';
  number: number;
  from: unknown;
  into: unknown;
  raise: number;
}

/** There are no messages of a tracked group after one instant, up to another, any more. */
export interface RemoveWindowChange {
  kind: 'remove_window';
  number: number;
  user_id: string;
  group_id: string;
  after: number;
  until: number;
}
