import { deletion, edit, WRAPPER_NAMES, wrapped } from '@chat-imposter/testing/whatsapp';
import type { proto, WAMessage } from '@whiskeysockets/baileys';
import { describe, expect, it } from 'vitest';
import { readChange } from './received-change.ts';

const ann = '15551110001@s.whatsapp.net';
const annLid = '90000000001@lid';
const bobLid = '90000000002@lid';
const own = ['15550000001@s.whatsapp.net', '90000000009@lid'];
const [, ownLid = ''] = own;
const group = '120363000000000000@g.us';

const direct = { remoteJid: ann, remoteJidAlt: annLid };
const inGroup = { remoteJid: group, participant: annLid, participantAlt: ann };
const mine = { id: 'OLD', chat: own[0] ?? '', fromMe: true };
const inGroupOf = (participant: string) => ({ id: 'OLD', chat: group, fromMe: false, participant });

function read(key: WAMessage['key'], message: proto.IMessage) {
  return readChange({ key: { id: 'NEW', ...key }, message, messageTimestamp: 1_795_348_800 }, own);
}

describe('readChange', () => {
  it('reads an edit of the other side of a direct chat', () => {
    expect(read(direct, edit(mine, 'new words'))).toMatchObject({
      key: `${ann}  NEW`,
      groupId: null,
      chatIds: [ann, annLid],
      senderIds: [ann, annLid],
      providerMessageId: 'NEW',
      changedId: 'OLD',
      authorIds: null,
      content: 'new words',
    });
  });

  it('reads a deletion', () => {
    expect(read(direct, deletion(mine))).toMatchObject({ changedId: 'OLD', authorIds: null, content: null });
  });

  it('reads what the owner does to their own messages', () => {
    const change = read({ ...direct, fromMe: true }, edit(mine, 'new words'));
    expect(change).toMatchObject({ isFromOwner: true, chatIds: [ann, annLid], senderIds: own });
  });

  it.each(WRAPPER_NAMES)('reads changes that are wrapped as %s', (wrapper) => {
    expect(read(direct, wrapped(wrapper, edit(mine, 'new words')))?.content).toBe('new words');
    expect(read(direct, wrapped(wrapper, deletion(mine)))?.changedId).toBe('OLD');
  });

  it('reads a new caption, and text of any other form', () => {
    const withContent = (editedMessage: proto.IMessage) => {
      const { protocolMessage } = edit(mine, '');
      return read(direct, { protocolMessage: { ...protocolMessage, editedMessage } })?.content;
    };
    expect(withContent({ imageMessage: { caption: 'look' } })).toBe(
      '[User sent a non-text message: image] look',
    );
    expect(withContent({ extendedTextMessage: { text: 'hi' } })).toBe('hi');
    expect(withContent({ conversation: 'x'.repeat(100_000) })).toHaveLength(65_536);
    expect(withContent({})).toBeUndefined();
  });

  it('takes an edit in a group for one of the sender, whatever it says', () => {
    for (const reference of [mine, inGroupOf(bobLid), inGroupOf(annLid)]) {
      const change = read(inGroup, edit(reference, 'new words'));
      expect(change).toMatchObject({ groupId: group, senderIds: [ann, annLid], authorIds: null });
    }
  });

  it.each<[string, proto.IMessage, readonly string[] | null]>([
    ['their own', deletion(mine), null],
    ['their own, named by the id in the group', deletion(inGroupOf(annLid)), null],
    ['their own, named by the other id', deletion(inGroupOf(ann)), null],
    ['their own, while naming somebody else', deletion({ ...inGroupOf(bobLid), fromMe: true }), null],
    ["somebody else's", deletion(inGroupOf('90000000002:4@lid')), [bobLid]],
    ["the account's", deletion(inGroupOf(ownLid)), own],
  ])('says whose message somebody deletes in a group: %s', (_what, message, authorIds) => {
    expect(read(inGroup, message)?.authorIds).toEqual(authorIds);
  });

  it.each<[string, WAMessage['key'], proto.IMessage]>([
    ['a message', direct, { conversation: 'hi' }],
    ['a deletion of what the other side wrote', direct, deletion({ ...mine, fromMe: false })],
    ['an edit of what the other side wrote', direct, edit({ ...mine, fromMe: false }, 'x')],
    [
      'the owner deleting what the contact wrote',
      { ...direct, fromMe: true },
      deletion({ ...mine, fromMe: false }),
    ],
    ['a deletion in a group that names nobody', inGroup, deletion({ ...mine, fromMe: false })],
    ['a deletion without an id', direct, deletion({ ...mine, id: '' })],
    ['another protocol message', direct, { protocolMessage: { key: { id: 'OLD', fromMe: true }, type: 3 } }],
    ['a protocol message without a type', direct, { protocolMessage: { key: { id: 'OLD', fromMe: true } } }],
    ['a change of a status', { remoteJid: 'status@broadcast', participant: ann }, deletion(mine)],
    ['a change in a channel', { remoteJid: '1@newsletter' }, edit(mine, 'x')],
    ["a change in the owner's chat with themselves", { remoteJid: ownLid, fromMe: true }, deletion(mine)],
  ])('gives null for %s', (_what, key, message) => {
    expect(read(key, message)).toBeNull();
  });
});
