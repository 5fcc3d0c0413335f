import type { proto } from '@whiskeysockets/baileys';

type Content = proto.IMessage;

/** How deep messages are looked into; that of Baileys (`normalizeMessageContent` in Utils/messages.js). */
const MOST_LEVELS = 5;

/** What holds another message that is meant to be shown in its place. */
const WRAPPERS = [
  'deviceSentMessage',
  'ephemeralMessage',
  'viewOnceMessage',
  'viewOnceMessageV2',
  'viewOnceMessageV2Extension',
  'documentWithCaptionMessage',
  'editedMessage',
  'associatedChildMessage',
  'groupStatusMessage',
  'groupStatusMessageV2',
  'groupMentionedMessage',
  'botInvokeMessage',
  'botForwardedMessage',
  'questionMessage',
  'questionReplyMessage',
  'commentMessage',
  'lottieStickerMessage',
  'pollCreationMessageV4',
] as const satisfies readonly (keyof Content)[];

/**
 * The message inside others: those that disappear, are seen once, were edited, were sent by another device, and so on.
 * What is wrapped more than five times is given as it is then.
 */
export function unwrap(message: Content | null | undefined): Content | undefined {
  let content = message ?? undefined;
  for (let level = 0; level < MOST_LEVELS; level += 1) {
    const inner = innerOf(content);
    if (!inner) break;
    content = inner;
  }
  return content;
}

function innerOf(content: Content | undefined): Content | undefined {
  for (const wrapper of WRAPPERS) {
    const inner = content?.[wrapper]?.message;
    if (inner) return inner;
  }
  return undefined;
}
