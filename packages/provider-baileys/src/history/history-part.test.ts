import { edit } from '@chat-imposter/testing/whatsapp';
import type { Contact, WAMessage } from '@whiskeysockets/baileys';
import { describe, expect, it } from 'vitest';
import { type HistoryChunk, peopleOf, readHistory } from './history-part.ts';

const ann = '15551110001@s.whatsapp.net';
const annLid = '90000000001@lid';
const bobLid = '90000000002@lid';
const own = ['15550000001@s.whatsapp.net', '90000000009@lid'];
const group = '120363000000000000@g.us';

/** A part as the platform gives it: the newest message first. */
function chunk({ messages = [], ...rest }: Partial<HistoryChunk>): HistoryChunk {
  return { chats: [], contacts: [], messages: messages.toReversed(), ...rest };
}

function message(id: string, seconds: number, rest: Partial<WAMessage> = {}): WAMessage {
  return {
    message: { conversation: id },
    messageTimestamp: 1_700_000_000 + seconds,
    ...rest,
    key: { remoteJid: ann, fromMe: false, id, ...rest.key },
  };
}

const contentsOf = (part: HistoryChunk) => readHistory(part, own).messages.map(({ content }) => content);

describe('readHistory', () => {
  it('gives the messages chat by chat, oldest first, those of the same second in their order', () => {
    const inGroup = { key: { remoteJid: group, participant: bobLid } };
    const messages = [
      message('g', 0, inGroup),
      message('b', 1),
      message('c', 1),
      message('d', 1),
      message('a', 0),
    ];
    expect(contentsOf(chunk({ messages }))).toEqual(['a', 'b', 'c', 'd', 'g']);
  });

  it('reads who wrote where and when, and what it answers to', () => {
    const quotedMessage = { conversation: 'question' };
    const content = { extendedTextMessage: { text: 'answer', contextInfo: { quotedMessage } } };
    const messages = [message('a', 0, { message: content, key: { fromMe: true } })];
    expect(readHistory(chunk({ messages }), own).messages).toMatchObject([
      {
        chatIds: [ann],
        senderIds: own,
        isFromOwner: true,
        providerMessageId: 'a',
        content: 'answer',
        quoted: 'question',
        originatingTime: 1_700_000_000_000,
      },
    ]);
  });

  it.each<[string, Partial<HistoryChunk>]>([
    ['the pairs of the part', { lidPnMappings: [{ lid: annLid, pn: ann }] }],
    ['the LID of a chat', { contacts: [{ id: ann, lid: annLid }] }],
    ['the number of a chat', { contacts: [{ id: annLid, phoneNumber: ann }] }],
  ])('takes the other ids of people from %s', (_what, rest) => {
    const messages = [
      message('a', 0, { key: { remoteJid: annLid } }),
      message('b', 0, { key: { remoteJid: group, participant: annLid } }),
    ];
    const part = readHistory(chunk({ messages, ...rest }), own);
    expect(part.messages.map(({ senderIds }) => senderIds)).toEqual([
      [ann, annLid],
      [ann, annLid],
    ]);
  });

  it('finds the member of a group beside the key too', () => {
    const messages = [message('a', 0, { key: { remoteJid: group }, participant: bobLid })];
    expect(readHistory(chunk({ messages }), own).messages).toMatchObject([{ senderIds: [bobLid] }]);
  });

  it('gives an edited message once, under its own id and time, as it says now', () => {
    const change = edit({ id: 'a', chat: ann, fromMe: true }, 'other words');
    const edited = message('x', 9, { message: change });
    const both = readHistory(chunk({ messages: [message('a', 0), edited] }), own).messages;
    expect(both).toMatchObject([
      { providerMessageId: 'a', content: 'other words', originatingTime: 1_700_000_000_000 },
    ]);
    const alone = readHistory(chunk({ messages: [edited] }), own).messages;
    expect(alone).toMatchObject([{ providerMessageId: 'a', content: 'other words' }]);
  });

  it('leaves out what is no message, the status list and channels', () => {
    const messages = [
      message('a', 0, { message: null, messageStubType: 1 }),
      message('b', 0, { message: { reactionMessage: { text: '👍' } } }),
      message('c', 0, { key: { remoteJid: 'status@broadcast', participant: ann } }),
      message('d', 0, { key: { remoteJid: '1@newsletter' } }),
      message('e', 0, { key: { remoteJid: own[0] ?? '', fromMe: true } }),
    ];
    expect(contentsOf(chunk({ messages }))).toEqual([]);
  });

  it('gives the subjects of groups', () => {
    const chats = [{ id: group, name: 'Friends' }, { id: ann, name: 'Annie' }, { id: '1@g.us' }];
    expect([...readHistory(chunk({ chats }), own).subjects]).toEqual([[group, 'Friends']]);
  });
});

describe('peopleOf', () => {
  const saved = (contact: Contact, rest: Partial<HistoryChunk> = {}) =>
    peopleOf(chunk({ chats: [{ id: ann, name: 'Annie' }], contacts: [contact], ...rest }));

  it('gives the names that the owner saved, and those that people gave themselves', () => {
    expect(saved({ id: ann, lid: annLid, name: 'Annie' })).toEqual([{ id: ann, lid: annLid, name: 'Annie' }]);
    expect(saved({ id: ann, notify: 'Ann' }, { chats: [] })).toEqual([{ id: ann, notify: 'Ann' }]);
  });

  it.each<[string, Contact, Partial<HistoryChunk>]>([
    [
      'the name that they gave themselves',
      { id: ann, name: 'Annie' },
      { messages: [message('a', 0, { pushName: 'Annie' })] },
    ],
    ['their user name', { id: ann, name: 'Annie', username: 'Annie' }, {}],
    [
      'the name that the platform shows',
      { id: ann, name: 'Shown' },
      { chats: [{ id: ann, displayName: 'Shown' }] },
    ],
  ])('does not take %s for one that the owner saved', (_what, contact, rest) => {
    expect(saved(contact, rest)[0]).not.toHaveProperty('name');
  });

  it('leaves out groups', () => {
    expect(saved({ id: group, name: 'Friends' })).toEqual([]);
  });
});
