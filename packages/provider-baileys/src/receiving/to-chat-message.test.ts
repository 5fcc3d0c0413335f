import type { WAMessage } from '@whiskeysockets/baileys';
import { describe, expect, it } from 'vitest';
import { originOf, readMessage, toChatMessage } from './to-chat-message.ts';

const ann = '15551110001@s.whatsapp.net';
const annLid = '90000000001@lid';
const own = ['15550000001@s.whatsapp.net', '90000000009@lid'];
const group = '120363000000000000@g.us';
const text = { conversation: 'hi' };

function message(key: WAMessage['key'], rest: Partial<WAMessage> = {}): WAMessage {
  return {
    key: { id: 'A1', ...key },
    message: text,
    messageTimestamp: 1_795_348_800,
    pushName: 'Ann',
    ...rest,
  };
}

describe('readMessage', () => {
  it.each([
    ['under the phone number', { remoteJid: ann, remoteJidAlt: annLid, participant: '' }],
    ['under the LID', { remoteJid: annLid, remoteJidAlt: ann }],
    [
      'from a linked device',
      { remoteJid: '15551110001:7@s.whatsapp.net', remoteJidAlt: '90000000001:7@lid' },
    ],
  ])('reads a direct message %s', (_what, key) => {
    expect(readMessage(message(key), own)).toMatchObject({
      groupId: null,
      chatIds: [ann, annLid],
      senderIds: [ann, annLid],
      isFromOwner: false,
      providerMessageId: 'A1',
      content: 'hi',
      originatingTime: 1_795_348_800_000,
      pushName: 'Ann',
    });
  });

  it('reads a direct message of somebody with one known id', () => {
    expect(readMessage(message({ remoteJid: annLid }), own)).toMatchObject({ chatIds: [annLid] });
  });

  it('reads a message of a group', () => {
    const key = { remoteJid: group, participant: '90000000001:3@lid', participantAlt: ann };
    expect(readMessage(message(key), own)).toMatchObject({
      groupId: group,
      chatIds: [],
      senderIds: [ann, annLid],
    });
  });

  it('reads what the owner wrote, in the chat with the other side', () => {
    const key = { remoteJid: ann, remoteJidAlt: own[1] ?? '', fromMe: true };
    expect(readMessage(message(key), own)).toMatchObject({
      chatIds: [ann],
      senderIds: own,
      isFromOwner: true,
    });
  });

  it('reads what the owner wrote in a group', () => {
    const key = { remoteJid: group, participant: own[1] ?? '', fromMe: true };
    expect(readMessage(message(key), own)).toMatchObject({
      groupId: group,
      senderIds: own,
      isFromOwner: true,
    });
  });

  it('gives every delivery of a message the same key, and different messages different ones', () => {
    const keys = [
      { remoteJid: '15551110001:7@s.whatsapp.net', remoteJidAlt: annLid },
      { remoteJid: ann, participant: '' },
      { remoteJid: ann, id: 'A2' },
      { remoteJid: group, participant: annLid },
      { remoteJid: group, participant: '90000000002@lid' },
    ].map((key) => readMessage(message(key), own)?.key);
    expect(keys[0]).toBe(keys[1]);
    expect(new Set(keys).size).toBe(4);
  });

  it.each<[string, WAMessage]>([
    ['an undecryptable stub', message({ remoteJid: ann }, { message: null, messageStubType: 2 })],
    ['a reaction', message({ remoteJid: ann }, { message: { reactionMessage: { text: '👍' } } })],
    ['a protocol message', message({ remoteJid: ann }, { message: { protocolMessage: { type: 0 } } })],
    [
      'a change of a group',
      message({ remoteJid: group, participant: annLid }, { message: null, messageStubType: 21 }),
    ],
    ['a status', message({ remoteJid: 'status@broadcast', participant: ann })],
    ['a broadcast list', message({ remoteJid: '123@broadcast', participant: ann })],
    ['a channel', message({ remoteJid: '123@newsletter' })],
    ['a bot of the platform', message({ remoteJid: '867051314767696@bot' })],
    ["the owner's chat with themselves", message({ remoteJid: own[0] ?? '', fromMe: true })],
    ["the owner's chat with themselves under the LID", message({ remoteJid: own[1] ?? '', fromMe: true })],
    ['a group message without a sender', message({ remoteJid: group })],
    ['a message without an id', { ...message({ remoteJid: ann }), key: { remoteJid: ann } }],
  ])('gives null for %s', (_what, given) => {
    expect(readMessage(given, own)).toBeNull();
  });

  it.each<[string, WAMessage['messageTimestamp'], number | null]>([
    ['a number', 5, 5_000],
    ['nothing', undefined, null],
    ['null', null, null],
    ['zero', 0, null],
    ['no number', Number.NaN, null],
  ])('reads the time %s', (_what, messageTimestamp, expected) => {
    const given = { ...message({ remoteJid: ann }), messageTimestamp: messageTimestamp ?? null };
    expect(readMessage(given, own)?.originatingTime).toBe(expected);
  });

  it('keeps at most 64 KB of a text', () => {
    const given = message({ remoteJid: ann }, { message: { conversation: 'x'.repeat(100_000) } });
    expect(readMessage(given, own)?.content).toHaveLength(65_536);
  });
});

describe('toChatMessage', () => {
  const people = {
    chat: { identifier: ann, alternateIdentifiers: [annLid], savedName: 'Annie' },
    sender: { identifier: ann, alternateIdentifiers: [annLid], savedName: 'Annie' },
  };
  const arrival = { isBacklog: false, connectedAt: 1_795_348_800_000 };
  const read = (key: WAMessage['key'], rest?: Partial<WAMessage>) => {
    const received = readMessage(message(key, rest), own);
    if (!received) throw new Error('unreadable');
    return received;
  };

  it('keeps the name in the address book apart from the name that the contact gave itself', () => {
    const given = toChatMessage(read({ remoteJid: ann }), people, 'live');
    expect(given.sender).toMatchObject({ savedName: 'Annie', pushName: 'Ann' });
    expect(given.chat).toMatchObject({ kind: 'direct', savedName: 'Annie', pushName: 'Ann' });
  });

  it("does not give the other side the owner's name", () => {
    const given = toChatMessage(
      read({ remoteJid: ann, fromMe: true }, { pushName: 'Yahav' }),
      people,
      'live',
    );
    expect(given).toMatchObject({ source: 'user_outgoing', sender: { pushName: 'Yahav' } });
    expect(given.chat).not.toHaveProperty('pushName');
  });

  it("does not give a group its member's name", () => {
    const chat = { identifier: group, alternateIdentifiers: [], savedName: 'Family' };
    const given = toChatMessage(read({ remoteJid: group, participant: ann }), { ...people, chat }, 'live');
    expect(given.chat).toEqual({ ...chat, kind: 'group' });
  });

  it.each([
    ['at the moment of connecting', 0, false, 'live'],
    ['a minute before', -60, false, 'live'],
    ['more than a minute before', -61, false, 'offline'],
    ['just now, but marked by the platform', 0, true, 'offline'],
  ])('of a message sent %s', (_what, seconds, isBacklog, origin) => {
    const received = read({ remoteJid: ann }, { messageTimestamp: 1_795_348_800 + seconds });
    expect(originOf(received, { ...arrival, isBacklog })).toBe(origin);
  });

  it('takes a message without a time as live', () => {
    expect(originOf(read({ remoteJid: ann }, { messageTimestamp: null }), arrival)).toBe('live');
  });

  it('says what a message answers to, and nothing when it answers to none', () => {
    const quotedMessage = { imageMessage: { caption: 'look' } };
    const answer = { extendedTextMessage: { text: 'nice', contextInfo: { quotedMessage } } };
    const received = read({ remoteJid: ann }, { message: answer });
    const quoted = '[User sent a non-text message: image] look';
    expect(toChatMessage(received, people, 'live')).toMatchObject({ content: 'nice', quoted });
    expect(toChatMessage(read({ remoteJid: ann }), people, 'live')).not.toHaveProperty('quoted');
  });
});
