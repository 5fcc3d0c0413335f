import { sampleMessages, WRAPPER_NAMES, wrapped } from '@chat-imposter/testing/whatsapp';
import type { proto } from '@whiskeysockets/baileys';
import { describe, expect, it } from 'vitest';
import { messageText, wordsOf } from './message-text.ts';

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
    ['a text from another device', { deviceSentMessage: { message: { conversation: 'hi' } } }, 'hi'],
    ['a comment', { commentMessage: { message: { conversation: 'hi' } } }, 'hi'],
    [
      'buttons',
      { buttonsMessage: { text: 'Lunch', contentText: 'Are you coming?', footerText: 'Canteen' } },
      'Lunch\nAre you coming?\nCanteen',
    ],
    ['a list', { listMessage: { title: 'Menu', description: 'Choose one' } }, 'Menu\nChoose one'],
    [
      'a template',
      { templateMessage: { hydratedFourRowTemplate: { hydratedTitleText: 'A', hydratedContentText: 'B' } } },
      'A\nB',
    ],
    [
      'a template of the new form',
      { templateMessage: { interactiveMessageTemplate: { body: { text: 'B' }, footer: { text: 'C' } } } },
      'B\nC',
    ],
    [
      'a structured message',
      { highlyStructuredMessage: { hydratedHsm: { hydratedTemplate: { hydratedContentText: 'B' } } } },
      'B',
    ],
    [
      'interactive cards',
      {
        interactiveMessage: {
          header: { title: 'Offers' },
          body: { text: 'Two of them' },
          carouselMessage: { cards: [{ body: { text: 'One' } }, { body: { text: 'Two' } }] },
        },
      },
      'Offers\nTwo of them\nOne\nTwo',
    ],
    ['a product', { productMessage: { product: { title: 'Shoe' }, body: 'Blue' } }, 'Shoe\nBlue'],
    ['an order', { orderMessage: { orderTitle: 'Shoes', message: 'Two, please' } }, 'Shoes\nTwo, please'],
    ['an invitation', { groupInviteMessage: { groupName: 'Friends', caption: 'Join!' } }, 'Friends\nJoin!'],
    [
      'a payment',
      { sendPaymentMessage: { noteMessage: { conversation: 'for the tickets' } } },
      'for the tickets',
    ],
    [
      'an answer of an assistant',
      { richResponseMessage: { submessages: [{ messageText: 'Hi' }, {}] } },
      'Hi',
    ],
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
    [
      'a location with a name',
      { locationMessage: { name: 'Cafe', address: 'Main St' } },
      `${note('location')} Cafe, Main St`,
    ],
    ['a contact with a name', { contactMessage: { displayName: 'Cid' } }, `${note('contact')} Cid`],
    [
      'several contacts with names',
      { contactsArrayMessage: { contacts: [{ displayName: 'Cid' }, {}, { displayName: 'Dan' }] } },
      `${note('contact')} Cid, Dan`,
    ],
    ['a poll', { pollCreationMessageV3: { name: 'q' } }, `${note('poll')} q`],
    ['a poll without a question', { pollCreationMessageV5: {} }, note('poll')],
    [
      'a poll of the fourth form',
      { pollCreationMessageV4: { message: { pollCreationMessage: { name: 'q' } } } },
      `${note('poll')} q`,
    ],
    ['an event', { eventMessage: { name: 'e' } }, `${note('event')} e`],
    ['buttons without words', { buttonsMessage: {} }, note('unknown')],
    ['a request', { requestPhoneNumberMessage: {} }, note('unknown')],
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
    ['an empty text of the other form', { extendedTextMessage: { text: '' } }],
    ['an encrypted edit', { secretEncryptedMessage: {} }],
    ['a picture of an event', { eventCoverImage: { message: { imageMessage: {} } } }],
    ['that a status mentions somebody', { groupStatusMentionMessage: { message: { protocolMessage: {} } } }],
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

  const WORDS: Record<string, string> = {
    image: 'image',
    video: 'video',
    document: 'document',
    voice: 'voice',
    audio: 'audio',
    sticker: 'sticker',
    location: 'location',
    liveLocation: 'location',
    contact: 'contact',
    contacts: 'contact',
    poll: 'poll',
    pollV3: 'poll',
    event: 'event',
  };
  const CAPTIONS: Record<string, string> = {
    voice: '',
    audio: '',
    sticker: '',
    contact: 'Cid',
    contacts: 'Cid, Cid',
  };
  const samples = Object.entries(sampleMessages('look at this'));
  const textOf = (kind: string) => {
    const [word, caption] = [WORDS[kind], CAPTIONS[kind] ?? 'look at this'];
    return word === undefined ? caption : `${note(word)} ${caption}`.trim();
  };

  it.each(samples)('gives the words of the sample %s', (kind, message) => {
    expect(messageText(message)).toBe(textOf(kind));
  });

  it.each(WRAPPER_NAMES)('gives the same text of every sample that is wrapped as %s', (wrapper) => {
    for (const [kind, message] of samples) expect(messageText(wrapped(wrapper, message))).toBe(textOf(kind));
  });

  const nested = (levels: number): proto.IMessage =>
    levels === 0 ? { conversation: 'hi' } : wrapped('ephemeral', nested(levels - 1));

  it('looks into five wrappers, and no deeper', () => {
    expect(messageText(nested(5))).toBe('hi');
    expect(messageText(nested(6))).toBe(note('unknown'));
  });
});

describe('wordsOf', () => {
  it.each<[string, proto.IMessage, string | null]>([
    ['a text', { conversation: 'hi' }, 'hi'],
    ['a captioned image', { viewOnceMessage: { message: image } }, 'look'],
    ['an image alone', { imageMessage: {} }, null],
    ['a reaction', { reactionMessage: { text: '👍' } }, null],
  ])('gives the words of %s', (_what, message, expected) => {
    expect(wordsOf(message)).toBe(expected);
  });
});
