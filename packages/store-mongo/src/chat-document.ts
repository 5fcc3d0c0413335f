import type { Chat } from '@chat-imposter/core';
import type { ObjectId } from 'mongodb';

/** A chat as it is kept. Its messages name it by its `_id`, which no other chat ever has. */
export interface ChatDocument {
  _id: ObjectId;
  user_id: string;
  identifier: string;
  kind: Chat['kind'];
  alternate_identifiers: string[];
  saved_name: string | null;
  push_name: string | null;
  /** The last id that was given; 0 before the first. */
  last_id: number;
  /** The latest time of acceptance; null while there is nothing but synced history. */
  latest_time: number | null;
}

/** The fields that tell how a chat is called; a name that is not told this time stays as it was seen before. */
export function namesOf(
  chat: Chat,
  before: Pick<ChatDocument, 'saved_name' | 'push_name'> | null,
): Pick<ChatDocument, 'kind' | 'alternate_identifiers' | 'saved_name' | 'push_name'> {
  return {
    kind: chat.kind,
    alternate_identifiers: [...chat.alternateIdentifiers],
    saved_name: chat.savedName ?? before?.saved_name ?? null,
    push_name: chat.pushName ?? before?.push_name ?? null,
  };
}

/** A chat from its document. */
export function chatFromDocument(document: ChatDocument): Chat {
  const { kind, identifier, saved_name: savedName, push_name: pushName } = document;
  return {
    kind,
    identifier,
    alternateIdentifiers: document.alternate_identifiers,
    ...(savedName === null ? {} : { savedName }),
    ...(pushName === null ? {} : { pushName }),
  };
}

/** Whether two documents say the same of a chat. */
export function isSameChat(one: ChatDocument, other: ChatDocument): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
