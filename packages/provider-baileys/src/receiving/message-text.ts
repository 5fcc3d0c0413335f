import type { proto } from '@whiskeysockets/baileys';
import { normalizeMessageContent } from '@whiskeysockets/baileys';

type Content = proto.IMessage;
type Kind = keyof Content;

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
  'keepInChatMessage',
  'pinInChatMessage',
  'encEventResponseMessage',
  'encCommentMessage',
  'secretEncryptedMessage',
  'stickerSyncRmrMessage',
  'albumMessage',
  'call',
  'chat',
  'callLogMesssage',
  'bcallMessage',
  'placeholderMessage',
  'messageHistoryBundle',
  'messageHistoryNotice',
  'deviceSentMessage',
  'limitSharingMessage',
  'statusNotificationMessage',
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

/**
 * The text of a message: what was written, or for other kinds `[User sent a non-text message: <word>]` followed by
 * the caption. Null when there is nothing to show: reactions, protocol messages, pure key distribution.
 */
export function messageText(message: Content | null | undefined): string | null {
  const content = normalizeMessageContent(message ?? undefined);
  if (!content) return null;
  const text = writtenText(content);
  if (text) return text;
  const kind = kindOf(content);
  return kind === null ? null : placeholder(content, kind);
}

function writtenText(content: Content): string | null | undefined {
  return (
    content.conversation ||
    content.extendedTextMessage?.text ||
    content.buttonsResponseMessage?.selectedDisplayText ||
    content.listResponseMessage?.title ||
    content.templateButtonReplyMessage?.selectedDisplayText ||
    content.interactiveResponseMessage?.body?.text
  );
}

function kindOf(content: Content): Kind | null {
  const present = Object.keys(content).filter((key): key is Kind => Boolean(content[key as Kind]));
  return present.find((key) => !NOT_MESSAGES.has(key)) ?? null;
}

function placeholder(content: Content, kind: Kind): string {
  const word = kind === 'audioMessage' && content.audioMessage?.ptt ? 'voice' : (WORDS[kind] ?? 'unknown');
  const caption =
    content.imageMessage?.caption || content.videoMessage?.caption || content.documentMessage?.caption;
  const note = `[User sent a non-text message: ${word}]`;
  return caption ? `${note} ${caption}` : note;
}
