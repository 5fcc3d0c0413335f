import type { proto } from '@whiskeysockets/baileys';
import { describe, expect, it } from 'vitest';
import { stanzaEdit, stanzaType, visibleText } from './message-stanza.ts';

describe('visibleText', () => {
  it.each<[string, proto.IMessage, string | undefined]>([
    ['a plain text', { conversation: 'hi' }, 'hi'],
    ['a text with a preview', { extendedTextMessage: { text: 'hi' } }, 'hi'],
    ['a caption', { imageMessage: { caption: 'look' } }, 'look'],
    ['an image without a caption', { imageMessage: {} }, ''],
    ['something without text', { audioMessage: { ptt: true } }, ''],
    ['a protocol message', { protocolMessage: { type: 0 } }, undefined],
    ['a group key', { senderKeyDistributionMessage: { groupId: 'g' } }, undefined],
    ['a group key with a text', { senderKeyDistributionMessage: { groupId: 'g' }, conversation: 'hi' }, 'hi'],
    ['only a context', { messageContextInfo: {} }, undefined],
    ['a reaction', { reactionMessage: { text: '👍' } }, undefined],
    ['a vote', { pollUpdateMessage: {} }, undefined],
    ['nothing', {}, undefined],
  ])('of %s', (_case, message, text) => {
    expect(visibleText(message)).toBe(text);
  });
});

describe('stanzaType', () => {
  it.each<[string, proto.IMessage]>([
    ['text', { conversation: 'hi' }],
    ['text', { protocolMessage: { type: 0 } }],
    ['media', { imageMessage: {} }],
    ['media', { ephemeralMessage: { message: { videoMessage: {} } } }],
    ['reaction', { reactionMessage: { text: '👍' } }],
    ['poll', { pollCreationMessageV3: {}, messageContextInfo: {} }],
    ['event', { eventMessage: {} }],
  ])('is %s for %j', (type, message) => {
    expect(stanzaType(message)).toBe(type);
  });
});

describe('stanzaEdit', () => {
  it.each<[string | undefined, proto.IMessage]>([
    ['7', { protocolMessage: { type: 0 } }],
    ['1', { ephemeralMessage: { message: { protocolMessage: { type: 14 } } } }],
    [undefined, { protocolMessage: { type: 3 } }],
    [undefined, { conversation: 'hi' }],
  ])('is %s for %j', (edit, message) => {
    expect(stanzaEdit(message)).toBe(edit);
  });
});
