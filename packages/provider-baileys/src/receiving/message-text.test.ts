import type { proto } from '@whiskeysockets/baileys';
import { describe, expect, it } from 'vitest';
import { messageText } from './message-text.ts';

const image = { imageMessage: { caption: 'look' } };
const note = (word: string) => `[User sent a non-text message: ${word}]`;

describe('messageText', () => {
  const texts: [string, proto.IMessage, string][] = [
    ['a plain text', { conversation: 'hi' }, 'hi'],
    ['a text with a preview or a quote', { extendedTextMessage: { text: 'hi' } }, 'hi'],
    ['a chosen button', { buttonsResponseMessage: { selectedDisplayText: 'Yes' } }, 'Yes'],
    ['a chosen row of a list', { listResponseMessage: { title: 'Row' } }, 'Row'],
    ['a chosen button of a template', { templateButtonReplyMessage: { selectedDisplayText: 'Ok' } }, 'Ok'],
    ['an interactive answer', { interactiveResponseMessage: { body: { text: 'Done' } } }, 'Done'],
    ['a disappearing text', { ephemeralMessage: { message: { conversation: 'hi' } } }, 'hi'],
    ['a text seen once', { viewOnceMessageV2: { message: { extendedTextMessage: { text: 'hi' } } } }, 'hi'],
    [
      'a text that brings a group key along',
      { senderKeyDistributionMessage: { groupId: '1@g.us' }, conversation: 'hi' },
      'hi',
    ],
    ['a text with context', { messageContextInfo: {}, conversation: 'hi' }, 'hi'],
  ];
  it.each(texts)('gives the text of %s', (_what, message, expected) => {
    expect(messageText(message)).toBe(expected);
  });

  const others: [string, proto.IMessage, string][] = [
    ['an image', { imageMessage: {} }, note('image')],
    ['an image with a caption', image, `${note('image')} look`],
    ['an image seen once', { viewOnceMessage: { message: image } }, `${note('image')} look`],
    ['a video', { videoMessage: { caption: 'see' } }, `${note('video')} see`],
    ['a round video', { ptvMessage: {} }, note('video')],
    ['a piece of music', { audioMessage: { ptt: false } }, note('audio')],
    ['a voice message', { audioMessage: { ptt: true } }, note('voice')],
    ['a sticker', { stickerMessage: {} }, note('sticker')],
    ['a moving sticker', { lottieStickerMessage: { message: { stickerMessage: {} } } }, note('sticker')],
    [
      'a document with a caption',
      { documentWithCaptionMessage: { message: { documentMessage: { caption: 'read' } } } },
      `${note('document')} read`,
    ],
    ['a location', { locationMessage: {} }, note('location')],
    ['a live location', { liveLocationMessage: {} }, note('location')],
    ['a contact', { contactMessage: {} }, note('contact')],
    ['several contacts', { contactsArrayMessage: {} }, note('contact')],
    ['a poll', { pollCreationMessageV3: { name: 'q' } }, note('poll')],
    ['an event', { eventMessage: { name: 'e' } }, note('event')],
    ['a kind that nobody knows', { orderMessage: {} }, note('unknown')],
  ];
  it.each(others)('names the kind of %s', (_what, message, expected) => {
    expect(messageText(message)).toBe(expected);
  });

  const nothing: [string, proto.IMessage | null | undefined][] = [
    ['no content', undefined],
    ['null', null],
    ['an empty message', {}],
    ['an empty text', { conversation: '' }],
    ['a deletion', { protocolMessage: { type: 0 } }],
    ['an edit', { editedMessage: { message: { protocolMessage: { type: 14 } } } }],
    ['a reaction', { reactionMessage: { text: '👍' } }],
    ['an encrypted reaction', { encReactionMessage: {} }],
    ['a vote', { pollUpdateMessage: {} }],
    ['a pin', { pinInChatMessage: {} }],
    ['a group key alone', { senderKeyDistributionMessage: { groupId: '1@g.us' }, messageContextInfo: {} }],
    ['an answer to an event', { encEventResponseMessage: {} }],
    ['the head of an album', { albumMessage: { expectedImageCount: 2 } }],
  ];
  it.each(nothing)('gives null for %s', (_what, message) => {
    expect(messageText(message)).toBeNull();
  });
});
