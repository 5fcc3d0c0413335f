import type { Lease } from '@chat-imposter/core';
import type { Bot } from './bot.ts';
import type { Connection } from './connection.ts';
import { toCredentialDocument } from './credential-document.ts';
import type { Draft } from './draft.ts';
import { type MessageDocument, messageFromDocument } from './message-document.ts';
import {
  keyOfOriginal,
  ORIGINAL_PROVIDER,
  type OriginalCredential,
  originalValue,
} from './original-credentials.ts';

/** Brings what the original wrote of a bot into the form in which it is kept here, in one batch. */
export async function takeOver(connection: Connection, bot: Bot, lease: Lease): Promise<void> {
  const { userId } = lease;
  const [credentials, queued] = await Promise.all([
    originalCredentials(connection, userId),
    connection.find<MessageDocument>(
      'queues',
      { user_id: userId, change: { $exists: false } },
      { sort: { user_id: 1, correspondent_id: 1, id: 1 } },
    ),
  ]);
  if (credentials.length === 0 && queued.length === 0) return;
  await bot.writeNow({
    lease,
    isAlone: true,
    async decide(draft) {
      takeCredentials(draft, credentials);
      await takeQueue(draft, queued);
    },
  });
}

/** Those of exactly this bot, among those whose `_id` begins with its id: `.` is the character after `-`. */
async function originalCredentials(connection: Connection, userId: string): Promise<OriginalCredential[]> {
  if (!userId.isWellFormed()) return [];
  const found = await connection.find<OriginalCredential>('baileys_sessions', {
    _id: { $gt: `${userId}-`, $lt: `${userId}.` },
    change: { $exists: false },
  });
  return found.filter(({ _id }) => keyOfOriginal(_id, userId) !== null);
}

function takeCredentials({ changes, userId }: Draft, credentials: readonly OriginalCredential[]): void {
  for (const { _id, value } of credentials) {
    const key = keyOfOriginal(_id, userId);
    const text = originalValue(value);
    if (key === null || text === null) continue;
    changes.put('baileys_sessions', toCredentialDocument(userId, ORIGINAL_PROVIDER, { key, value: text }));
    changes.remove('baileys_sessions', _id);
  }
}

/** Each contact becomes a chat, whose ids go on after those that were given. */
async function takeQueue(draft: Draft, queued: readonly MessageDocument[]): Promise<void> {
  await draft.chats.load(queued.map(({ correspondent_id = '' }) => correspondent_id));
  for (const document of queued) {
    const { correspondent_id = '' } = document;
    const message = messageFromDocument(document, correspondent_id);
    const { sender, group, acceptedTime } = message;
    const party = group ?? sender;
    const known = draft.chats.getOrBegin({
      kind: group ? 'group' : 'direct',
      identifier: correspondent_id,
      alternateIdentifiers: party.alternateIdentifiers.filter((id) => id !== correspondent_id),
      ...(party.displayName === party.identifier ? {} : { savedName: party.displayName }),
    });
    const time = Math.max(known.latest_time ?? acceptedTime, acceptedTime);
    const id = message.id ?? known.last_id + 1;
    draft.messages.takeOver(document, { ...message, id }, { chat: known, time });
    draft.chats.count(known, { last_id: Math.max(known.last_id, id), latest_time: time });
  }
}
