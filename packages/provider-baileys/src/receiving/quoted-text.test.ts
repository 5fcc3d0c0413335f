import { sampleMessages } from '@chat-imposter/testing/whatsapp';
import type { proto } from '@whiskeysockets/baileys';
import { describe, expect, it } from 'vitest';
import { messageText } from './message-text.ts';
import { quotedText } from './quoted-text.ts';

const answering = (quotedMessage: proto.IMessage, context: proto.IContextInfo = {}): proto.IMessage => ({
  extendedTextMessage: { text: 'yes', contextInfo: { ...context, quotedMessage } },
});

describe('quotedText', () => {
  it.each(Object.entries(sampleMessages('look at this')))(
    'gives the text of a quoted %s',
    (_kind, message) => {
      expect(quotedText(answering(message))).toBe(messageText(message));
    },
  );

  it.each<[string, proto.IMessage]>([
    ['a picture', { imageMessage: { contextInfo: { quotedMessage: { conversation: 'hi' } } } }],
    ['a sticker', { stickerMessage: { contextInfo: { quotedMessage: { conversation: 'hi' } } } }],
    [
      'a chosen button',
      { buttonsResponseMessage: { contextInfo: { quotedMessage: { conversation: 'hi' } } } },
    ],
    ['a disappearing message', { ephemeralMessage: { message: answering({ conversation: 'hi' }) } }],
    ['a message with a secret', { messageContextInfo: {}, ...answering({ conversation: 'hi' }) }],
  ])('finds what %s answers to', (_what, message) => {
    expect(quotedText(message)).toBe('hi');
  });

  it('gives the text of a quoted message that is wrapped', () => {
    expect(quotedText(answering({ ephemeralMessage: { message: { conversation: 'hi' } } }))).toBe('hi');
  });

  it('gives what is quoted, not what that quotes', () => {
    const quoted = {
      extendedTextMessage: { text: 'second', contextInfo: { quotedMessage: { conversation: 'first' } } },
    };
    expect(quotedText(answering(quoted))).toBe('second');
  });

  it.each<[string, proto.IMessage, string | null]>([
    ['the text', { extendedTextMessage: { text: 'on holiday' } }, 'on holiday'],
    ['the caption', { imageMessage: { caption: 'the sea' } }, 'the sea'],
    ['nothing of a picture without one', { imageMessage: {} }, null],
  ])('gives of a status update %s', (_what, message, expected) => {
    expect(quotedText(answering(message, { remoteJid: 'status@broadcast' }))).toBe(expected);
  });

  it('keeps at most 64 KB', () => {
    expect(quotedText(answering({ conversation: 'x'.repeat(100_000) }))).toHaveLength(65_536);
  });

  it.each<[string, proto.IMessage | null]>([
    ['no content', null],
    ['a plain text', { conversation: 'hi' }],
    ['a text with a preview', { extendedTextMessage: { text: 'hi', contextInfo: { mentionedJid: [] } } }],
    ['a quote of a reaction', answering({ reactionMessage: { text: '👍' } })],
  ])('gives null for %s', (_what, message) => {
    expect(quotedText(message)).toBeNull();
  });
});
