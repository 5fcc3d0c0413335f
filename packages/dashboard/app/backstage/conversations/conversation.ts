import type { ConversationMessageJson, MessageJson } from '../../api/api-json.ts';
import type {
  BackstageEvent,
  ConversationPageJson,
  MessageEventJson,
  ReplyEventJson,
  TurnEventJson,
} from '../backstage-json.ts';
import { isAbout } from '../live/backstage-events.ts';
import { type Settlement, settlementOf } from '../live/settlement.ts';

/** What was said with a contact, as far as it was read. */
export interface Conversation {
  contactId: string;
  /** Oldest first. */
  messages: readonly ConversationMessageJson[];
  /** Where the page before begins; null: there is none. */
  next: string | null;
  /** Turns that are under way, by their ids. */
  turns: Readonly<Record<string, 'thinking' | 'decided'>>;
}

/** The newest page of a conversation. */
export function conversationOf({ correspondent_id, messages, next }: ConversationPageJson): Conversation {
  return { contactId: correspondent_id, messages: messages.toReversed(), next, turns: {} };
}

/** A conversation with the page before it. */
export function withOlderPage(
  conversation: Conversation,
  { messages, next }: ConversationPageJson,
): Conversation {
  const known = new Set(conversation.messages.map(messageKey));
  const older = messages.filter((message) => !known.has(messageKey(message))).toReversed();
  return { ...conversation, messages: [...older, ...conversation.messages], next };
}

/** A conversation after something happened. To be told of the same again changes nothing more. */
export function withEvent(conversation: Conversation, event: BackstageEvent): Conversation {
  if (!isAbout(event, conversation.contactId)) return conversation;
  switch (event.kind) {
    case 'message':
      return withMessage(conversation, event.data);
    case 'reply':
      return withReply(conversation, event.data);
    case 'edit':
    case 'deletion':
      return withRevision(conversation, event.data.message, event.kind === 'deletion');
    case 'turn':
      return withTurn(conversation, event.data);
    case 'eviction':
      return settled(conversation, settlementOf(event));
    default:
      return conversation;
  }
}

/** What tells a message apart within its conversation. */
export function messageKey({ id, source, provider_message_id, accepted_time, sender }: MessageJson): string {
  if (id !== null) return `id ${id}`;
  if (provider_message_id === null) return `${source} at ${accepted_time}`;
  // Several members of a group may use the same id.
  return source === 'user' ? `${sender.identifier} ${provider_message_id}` : `own ${provider_message_id}`;
}

function withMessage(conversation: Conversation, { message, state, reason }: MessageEventJson): Conversation {
  const added = withNew(conversation, { ...message, state, reason });
  return message.source === 'user_outgoing' ? answeredByHand(added, message.originating_time) : added;
}

function withReply(conversation: Conversation, data: ReplyEventJson): Conversation {
  const { text, provider_message_id, time } = data;
  return withNew(conversation, {
    id: null,
    content: text,
    sender: { identifier: '', display_name: '', alternate_identifiers: [] },
    source: 'bot',
    accepted_time: time,
    message_size: Array.from(text).length,
    originating_time: null,
    group: null,
    provider_message_id,
    state: 'said',
    reason: null,
  });
}

function withNew(conversation: Conversation, message: ConversationMessageJson): Conversation {
  const key = messageKey(message);
  if (conversation.messages.some((known) => messageKey(known) === key)) return conversation;
  return { ...conversation, messages: [...conversation.messages, message] };
}

function withRevision(conversation: Conversation, revised: MessageJson, isDeletion: boolean): Conversation {
  const key = messageKey(revised);
  return changed(conversation, (message) => {
    if (messageKey(message) !== key) return message;
    const isLost = isDeletion && isQueued(message);
    return { ...message, ...revised, ...(isLost && { state: 'skipped', reason: 'deleted' }) };
  });
}

function withTurn(conversation: Conversation, turn: TurnEventJson): Conversation {
  const { [turn.turn_id]: _, ...others } = conversation.turns;
  const isOpen = turn.stage === 'thinking' || turn.stage === 'decided';
  const turns = isOpen ? { ...others, [turn.turn_id]: turn.stage as 'thinking' | 'decided' } : others;
  return settled({ ...conversation, turns }, settlementOf({ kind: 'turn', data: turn }));
}

function settled(conversation: Conversation, settlement: Settlement | null): Conversation {
  if (settlement === null) return conversation;
  const { ids, state, reason } = settlement;
  const meant = new Set(ids);
  return changed(conversation, (message) =>
    message.id !== null && meant.has(message.id) ? { ...message, state, reason } : message,
  );
}

/** What the owner answers needs no answer of the bot any more. */
function answeredByHand(conversation: Conversation, time: number | null): Conversation {
  return changed(conversation, (message) => {
    const isNewer = time !== null && message.originating_time !== null && message.originating_time > time;
    return isQueued(message) && !isNewer ? { ...message, state: 'answered', reason: 'owner' } : message;
  });
}

function changed(
  conversation: Conversation,
  change: (message: ConversationMessageJson) => ConversationMessageJson,
): Conversation {
  return { ...conversation, messages: conversation.messages.map(change) };
}

function isQueued({ state }: ConversationMessageJson): boolean {
  return state === 'waiting' || state === 'collected';
}
