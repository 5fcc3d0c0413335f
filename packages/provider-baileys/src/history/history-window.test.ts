import type { WAMessageKey } from '@whiskeysockets/baileys';
import { describe, expect, it } from 'vitest';
import type { HistoryChunk } from './history-part.ts';
import { fetchWindow, type HistoryWindow } from './history-window.ts';

const ann = '15551110001@s.whatsapp.net';
const annLid = '90000000001@lid';
const START = 1_700_000_000_000;

interface PhoneOptions {
  /** How many messages the chat has, one a second. */
  count: number;
  /** The id under which the phone knows the chat. */
  knownAs?: string;
  /** How many messages a page has. */
  page?: number;
  /** Whether the phone says so when it has no more. */
  saysEnd?: boolean;
}

/** The phone's side: a chat in which the message `M<n>` was written in second n. */
function phone({ count, knownAs = ann, page = 50, saysEnd = false }: PhoneOptions) {
  const asked: WAMessageKey[] = [];
  const ask = async (before: WAMessageKey, sentAt: number): Promise<HistoryChunk> => {
    asked.push(before);
    const end = Math.min((sentAt - START) / 1_000, count);
    const begin = Math.max(0, end - page);
    const indices =
      before.remoteJid === knownAs ? Array.from({ length: end - begin }, (_, at) => begin + at) : [];
    const messages = indices.map((index) => ({
      key: { remoteJid: knownAs, fromMe: index % 2 === 1, id: `M${index}` },
      message: { conversation: `text ${index}` },
      messageTimestamp: START / 1_000 + index,
    }));
    const chats = [{ id: knownAs, endOfHistoryTransferType: saysEnd && begin === 0 ? 1 : 0 }];
    return { chats, contacts: [], messages: messages.toReversed() };
  };
  return { ask, asked };
}

const anchor = (second: number): HistoryWindow['before'] => ({
  providerMessageId: `M${second}`,
  source: second % 2 === 1 ? 'bot' : 'user',
  senderId: ann,
  originatingTime: START + second * 1_000,
});
const range = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => `text ${from + index}`);

describe('fetchWindow', () => {
  async function fetch(
    given: ReturnType<typeof phone>,
    { after = 0, limit = Number.POSITIVE_INFINITY, before = anchor(200) }: Partial<HistoryWindow> = {},
    chatIds = [ann],
  ) {
    const { messages } = await fetchWindow(chatIds, {
      ask: given.ask,
      ownIds: ['1@lid'],
      window: { after, before, limit },
    });
    return messages.map(({ content }) => content);
  }

  it.each([
    ['the chat begins', {}, range(0, 200), 5],
    ['the messages are older than the window', { after: START + 120_000 }, range(120, 200), 2],
    ['there are enough', { limit: 60 }, range(140, 200), 2],
    ['there are enough, which takes one page', { limit: 50 }, range(150, 200), 1],
    ['the anchor is the first message', { before: anchor(0) }, [], 1],
    ['nothing is wanted', { limit: 0 }, [], 1],
  ])('pages back until %s', async (_what, window, expected, pages) => {
    const given = phone({ count: 200 });
    expect(await fetch(given, window)).toEqual(expected);
    expect(given.asked).toHaveLength(pages);
  });

  it('asks from the anchor, and from the oldest message of each page', async () => {
    const given = phone({ count: 200, page: 75 });
    await fetch(given, { after: START + 60_000 });
    expect(given.asked).toEqual([
      { remoteJid: ann, id: 'M200', fromMe: false },
      { remoteJid: ann, id: 'M125', fromMe: true },
    ]);
  });

  it('stops when the phone says that the chat begins', async () => {
    const given = phone({ count: 20, saysEnd: true });
    expect(await fetch(given)).toEqual(range(0, 20));
    expect(given.asked).toHaveLength(1);
  });

  it('asks under the other id of the chat when the phone has nothing under the first', async () => {
    const given = phone({ count: 60, knownAs: annLid });
    expect(await fetch(given, { before: anchor(60) }, [ann, annLid])).toEqual(range(0, 60));
    expect(given.asked.map(({ remoteJid }) => remoteJid)).toEqual([ann, annLid, annLid, annLid]);
  });

  it('does not turn in a circle with a phone that gives the same page again and again', async () => {
    const given = phone({ count: 10 });
    const page = await given.ask({ remoteJid: ann }, START + 10_000);
    const stuck = { asked: given.asked, ask: async () => page };
    expect(await fetch(stuck, { before: anchor(10) })).toEqual(range(0, 10));
  });

  it('leaves out the anchor and what is newer', async () => {
    const given = phone({ count: 30 });
    const generous = { asked: given.asked, ask: (before: WAMessageKey) => given.ask(before, START + 30_000) };
    expect(await fetch(generous, { before: anchor(20) })).toEqual(range(0, 20));
  });

  it('rejects when one of the pages could not be had', async () => {
    const given = phone({ count: 200 });
    const failing = {
      asked: given.asked,
      ask: (before: WAMessageKey, sentAt: number) =>
        given.asked.length < 2 ? given.ask(before, sentAt) : Promise.reject(new Error('off')),
    };
    await expect(fetch(failing)).rejects.toThrow('off');
  });
});
