import { type Revision, revisedMessage, type StoredMessage } from '@chat-imposter/core';
import type { Draft } from './draft.ts';
import type { MessageDocument } from './message-document.ts';

/** Reads what {@link revise} needs to know. */
export async function loadForRevising(draft: Draft, revisions: readonly Revision[]): Promise<void> {
  await draft.chats.load(revisions.map(({ correspondentId }) => correspondentId));
  const loads = revisions.map(async ({ correspondentId, providerMessageId }) => {
    const chat = draft.chats.get(correspondentId);
    if (chat) await draft.messages.load(chat, [providerMessageId]);
  });
  await Promise.all(loads);
}

/** Changes what messages say; null for one that is unknown or does not change. */
export async function revise(
  draft: Draft,
  revisions: readonly Revision[],
): Promise<(StoredMessage | null)[]> {
  await loadForRevising(draft, revisions);
  return revisions.map((revision) => {
    const found = find(draft, revision);
    const revised = found && revisedMessage(draft.messages.read(found, revision.correspondentId), revision);
    if (!found || !revised) return null;
    draft.messages.change(found, revised);
    return revised;
  });
}

function find(
  draft: Draft,
  { correspondentId, senderIds, providerMessageId }: Revision,
): MessageDocument | undefined {
  const chat = draft.chats.get(correspondentId);
  if (!chat) return undefined;
  for (const participant of chat.kind === 'group' ? senderIds : ['']) {
    const found = draft.messages.find(chat, providerMessageId, participant);
    if (found) return found;
  }
  return undefined;
}
