import type { proto } from '@whiskeysockets/baileys';
import { describe, expect, it } from 'vitest';
import { visibleText } from './message-stanza.ts';

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
    ['nothing', {}, undefined],
  ])('of %s', (_case, message, text) => {
    expect(visibleText(message)).toBe(text);
  });
});
