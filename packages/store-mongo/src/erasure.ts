import { type Chat, reducedMessage } from '@chat-imposter/core';
import type { Document, ObjectId } from 'mongodb';
import type { ChatDocument } from './chat-document.ts';
import type { CollectionName } from './collections.ts';
import type { Draft } from './draft.ts';
import type { MessageDocument } from './message-document.ts';
import type { PeriodDocument, TrackedDocument } from './tracking-document.ts';

/** What is left to do in this step. */
interface Step {
  draft: Draft;
  left: number;
}

/** The same for a contact. */
interface ContactStep extends Step {
  chat: Chat;
  /** All ids of the contact. */
  ids: readonly string[];
}

/** One step of erasing a contact; how much that was. Goes through all turns of the bot. The write has to be alone. */
export async function erase(draft: Draft, chat: Chat, count: number): Promise<number> {
  const step = { draft, chat, ids: [chat.identifier, ...chat.alternateIdentifiers], left: count };
  const { userId: user_id } = draft;
  await removeSome(step, 'turns', { user_id, correspondent_id: { $in: step.ids } });
  await draft.chats.load([chat.identifier]);
  const known = draft.chats.get(chat.identifier);
  if (known) await removeSome(step, 'messages', { chat: known._id });
  await removeSome(step, 'queues', { user_id, correspondent_id: chat.identifier });
  if (chat.kind === 'group') await erasePeriods(step);
  else await eraseWriter(step);
  if (known && step.left > 0) {
    draft.chats.remove(known);
    step.left -= 1;
  }
  return count - step.left;
}

/** One step of erasing all chats of a bot; how much that was. The write has to be alone. */
export async function eraseBot(draft: Draft, count: number): Promise<number> {
  const step = { draft, left: count };
  // The chats go last: without them nobody would find what is left of their messages.
  for (const collection of ['turns', 'messages', 'queues', 'chats'] as const)
    await removeSome(step, collection, { user_id: draft.userId });
  return count - step.left;
}

async function removeSome(step: Step, collection: CollectionName, filter: Document): Promise<void> {
  if (step.left <= 0) return;
  const { connection, changes } = step.draft;
  const options = { projection: { _id: 1 }, limit: step.left } as const;
  const found = await connection.find<{ _id: ObjectId }>(collection, filter, options);
  if (found.length === 0) return;
  changes.removeAll(
    collection,
    found.map(({ _id }) => _id),
  );
  step.left -= found.length;
}

/** What is tracked of a group. */
async function erasePeriods(step: ContactStep): Promise<void> {
  const { draft, chat } = step;
  const { userId: user_id } = draft;
  const group_id = chat.identifier;
  await removeSome(step, 'tracked_messages', { user_id, group_id });
  await removeSome(step, 'tracked_group_periods', { user_id, tracked_group_unique_identifier: group_id });
  const group = step.left > 0 ? await draft.tracking.load(group_id) : null;
  if (group && draft.tracking.windowOf(group) === null) draft.tracking.remove(group);
}

/** What a person wrote in groups. */
async function eraseWriter(step: ContactStep): Promise<void> {
  const { connection, userId: user_id, tracking } = step.draft;
  const groups = await connection.find<ChatDocument>('chats', { user_id, kind: 'group' });
  for (const group of groups) await reduceTexts(step, group);
  for (const { document } of await tracking.loadAll()) {
    await eraseTracked(step, document.group_id);
    await eraseOthersPeriods(step, document.group_id);
  }
}

async function reduceTexts(step: ContactStep, { _id, identifier }: ChatDocument): Promise<void> {
  const { connection, messages, userId: user_id } = step.draft;
  const queued = { user_id, correspondent_id: identifier };
  const stored = { chat: _id, state: { $ne: 'reduced' } };
  for (const [collection, filter] of [['queues', queued] as const, ['messages', stored] as const]) {
    if (step.left <= 0) return;
    const wanted = { ...filter, ...writtenBy(step.ids) };
    const found = await connection.find<MessageDocument>(collection, wanted, { limit: step.left });
    for (const document of found)
      messages.change(document, reducedMessage(messages.read(document, identifier)));
    step.left -= found.length;
  }
}

async function eraseTracked(step: ContactStep, group_id: string): Promise<void> {
  if (step.left <= 0) return;
  const { connection, changes, tracking, userId: user_id } = step.draft;
  const wanted = { user_id, group_id, erased: { $ne: true }, ...writtenBy(step.ids) };
  const found = await connection.find<TrackedDocument>('tracked_messages', wanted, { limit: step.left });
  for (const { _id, sender, place } of found) {
    const nameless = { ...sender, display_name: sender.identifier };
    changes.set('tracked_messages', _id, { message: '', sender: nameless, erased: true });
    const period = await tracking.periodFor(group_id, place);
    if (period) changes.set('tracked_group_periods', period._id, { digest: null });
  }
  step.left -= found.length;
}

/** Periods that the original of this program wrote have their messages in them. */
async function eraseOthersPeriods(step: ContactStep, groupId: string): Promise<void> {
  const { connection, changes, userId: user_id } = step.draft;
  const wanted = { user_id, tracked_group_unique_identifier: groupId, messages: { $exists: true } };
  const isMeant = ({ identifier, alternate_identifiers }: TrackedDocument['sender']) =>
    [identifier, ...alternate_identifiers].some((id) => step.ids.includes(id));
  for (const { _id, messages = [] } of await connection.find<PeriodDocument>(
    'tracked_group_periods',
    wanted,
  )) {
    const hasText = messages.some(({ sender, message }) => message !== '' && isMeant(sender));
    if (!hasText || step.left <= 0) continue;
    const left = messages.map((each) =>
      isMeant(each.sender)
        ? { ...each, message: '', sender: { ...each.sender, display_name: each.sender.identifier } }
        : each,
    );
    changes.set('tracked_group_periods', _id, { messages: left, digest: null });
    step.left -= 1;
  }
}

function writtenBy(ids: readonly string[]): Document {
  return {
    $or: [{ 'sender.identifier': { $in: ids } }, { 'sender.alternate_identifiers': { $in: ids } }],
  };
}
