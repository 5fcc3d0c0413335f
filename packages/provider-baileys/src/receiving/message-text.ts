import type { proto } from '@whiskeysockets/baileys';
import { captionOf, type Kind, writtenText } from './readable-text.ts';
import { unwrap } from './unwrap.ts';

type Content = proto.IMessage;

/** Content that is no message of anybody: it changes, answers or announces another one, or carries keys. */
const NOT_MESSAGES: ReadonlySet<string> = new Set<Kind>([
  'senderKeyDistributionMessage',
  'fastRatchetKeySenderKeyDistributionMessage',
  'messageContextInfo',
  'protocolMessage',
  'reactionMessage',
  'encReactionMessage',
  'pollUpdateMessage',
  'pollResultSnapshotMessage',
  'pollResultSnapshotMessageV3',
  'pollCreationOptionImageMessage',
  'keepInChatMessage',
  'pinInChatMessage',
  'eventCoverImage',
  'encEventResponseMessage',
  'encCommentMessage',
  'secretEncryptedMessage',
  'stickerSyncRmrMessage',
  'albumMessage',
  'call',
  'chat',
  'callLogMesssage',
  'bcallMessage',
  'scheduledCallEditMessage',
  'placeholderMessage',
  'messageHistoryBundle',
  'messageHistoryNotice',
  'deviceSentMessage',
  'limitSharingMessage',
  'botTaskMessage',
  'statusNotificationMessage',
  'statusMentionMessage',
  'groupStatusMentionMessage',
  'statusAddYours',
  'statusQuestionAnswerMessage',
  'statusStickerInteractionMessage',
]);

/** The word for each kind of content; kinds that are not here are `unknown`. */
const WORDS: Partial<Record<Kind, string>> = {
  imageMessage: 'image',
  videoMessage: 'video',
  ptvMessage: 'video',
  audioMessage: 'audio',
  stickerMessage: 'sticker',
  lottieStickerMessage: 'sticker',
  stickerPackMessage: 'sticker',
  documentMessage: 'document',
  locationMessage: 'location',
  liveLocationMessage: 'location',
  contactMessage: 'contact',
  contactsArrayMessage: 'contact',
  pollCreationMessage: 'poll',
  pollCreationMessageV2: 'poll',
  pollCreationMessageV3: 'poll',
  pollCreationMessageV4: 'poll',
  pollCreationMessageV5: 'poll',
  eventMessage: 'event',
};

/** Kinds that say nothing without words. */
const ONLY_TEXT: ReadonlySet<string> = new Set<Kind>(['conversation', 'extendedTextMessage']);

/**
 * The text of a message: what was written, or for other kinds `[User sent a non-text message: <word>]` followed by
 * the caption. Null when there is nothing to show: reactions, protocol messages, pure key distribution.
 */
export function messageText(message: Content | null | undefined): string | null {
  const content = unwrap(message);
  const kind = content && kindOf(content);
  if (!kind) return null;
  const text = writtenText(content, kind);
  if (text !== null || ONLY_TEXT.has(kind)) return text;
  return [`[User sent a non-text message: ${wordFor(content, kind)}]`, captionOf(content, kind)]
    .filter(Boolean)
    .join(' ');
}

/** The words of a message alone: what was written, or the caption. Null when there are none. */
export function wordsOf(message: Content | null | undefined): string | null {
  const content = unwrap(message);
  const kind = content && kindOf(content);
  return kind ? (writtenText(content, kind) ?? captionOf(content, kind)) : null;
}

function kindOf(content: Content): Kind | null {
  const present = Object.keys(content).filter((key): key is Kind => Boolean(content[key as Kind]));
  return present.find((key) => !NOT_MESSAGES.has(key)) ?? null;
}

function wordFor(content: Content, kind: Kind): string {
  if (kind === 'audioMessage' && content.audioMessage?.ptt) return 'voice';
  return WORDS[kind] ?? 'unknown';
}
