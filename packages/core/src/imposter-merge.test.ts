import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { settled } from '@chat-imposter/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { SendError } from './contracts/chat-provider.ts';
import { ImposterError } from './contracts/errors.ts';
import type { LlmRequest } from './contracts/llm-provider.ts';
import { document, MINUTE, OWNER, SECOND, setUp, setUpLinked } from './test-support/bot.ts';
import { cleanUp, messageFrom, setUpLogged } from './test-support/logged-bot.ts';

const PHONE = '15550100001@s.whatsapp.net';
const LID = '9000@lid';
/** Ann, before her phone number is known. */
const AS_LID = { identifier: LID };
/** Ann, when it is. */
const AS_PHONE = { identifier: PHONE, alternateIdentifiers: [LID] };
/** Ann, when her LID is not told with it. */
const AS_PHONE_ALONE = { identifier: PHONE };
const ANSWERS_ANN = { respond_to_whitelist: [LID, PHONE] };
/** Nobody is answered. */
const COLLECTS = { respond_to_whitelist: [] };

/** The contact's own words at the end of a request. */
function asked(request: LlmRequest | undefined): string[] {
  return request?.messages.at(-1)?.content.split('\n').slice(1) ?? [];
}

function shown(messages: readonly { id: number | null; content: string }[] | undefined) {
  return messages?.map(({ id, content }) => [id, content]);
}

async function setUpAnn(more: Record<string, unknown> = ANSWERS_ANN) {
  const context = await setUpLinked(more);
  const { imposter, account, store } = context;
  return {
    ...context,
    queue: async () => Object.fromEntries(await imposter.queue('yahav')),
    conversation: async (key = PHONE) => {
      const messages = await store.messages.conversation('yahav', key, { limit: 100, since: 0 });
      return messages.map(({ content }) => content);
    },
    sent: () => account.sent.map(({ chatId, text }) => [chatId, text]),
  };
}

afterEach(cleanUp);

describe('A contact that was known by a LID and is told with its phone number', () => {
  it('has one queue, with ids that go on', async () => {
    const { account, queue } = await setUpAnn(COLLECTS);
    await account.says(AS_LID, 'one');
    await account.says(AS_LID, 'two');
    await account.says(AS_PHONE, 'three');
    await account.says(AS_LID, 'four');
    await account.says(AS_PHONE_ALONE, 'five');
    const pending = await queue();
    expect(Object.keys(pending)).toEqual([PHONE]);
    expect(shown(pending[PHONE])).toEqual([
      [1, 'one'],
      [2, 'two'],
      [3, 'three'],
      [4, 'four'],
      [5, 'five'],
    ]);
    const senders = pending[PHONE]?.map(({ sender }) => sender.identifier);
    expect(senders).toEqual([LID, LID, PHONE, PHONE, PHONE]);
  });

  it('has it also when both were written to under either', async () => {
    const { account, queue, named } = await setUpAnn(COLLECTS);
    await account.says(AS_PHONE_ALONE, 'a');
    await account.says(AS_LID, 'b');
    await account.says(AS_PHONE_ALONE, 'c');
    await account.says(AS_PHONE, 'd');
    expect(shown((await queue())[PHONE])).toEqual([
      [1, 'a'],
      [2, 'c'],
      [3, 'b'],
      [4, 'd'],
    ]);
    expect(named('merge')).toEqual([{ userId: 'yahav', from: LID, into: PHONE }]);
    expect(named('message').map(({ correspondentId }) => correspondentId)).toEqual([
      PHONE,
      LID,
      PHONE,
      PHONE,
    ]);
  });

  it('has one conversation, which its next prompt shows, and is no other chat to itself', async () => {
    const { account, llm, imposter, sent } = await setUpAnn({
      ...ANSWERS_ANN,
      context_config: { shared_context: true },
    });
    await account.says(AS_LID, 'pistachio');
    await settled();
    await account.says(AS_PHONE, 'two');
    await settled();
    const [first, second] = llm.requests[1]?.messages ?? [];
    expect(first?.content).toContain('pistachio');
    expect(second).toEqual({ role: 'assistant', content: 'echo: pistachio' });
    expect(JSON.stringify(llm.requests[1]?.messages).match(/pistachio/g)).toHaveLength(2);
    expect(sent()).toEqual([
      [LID, 'echo: pistachio'],
      [PHONE, 'echo: two'],
    ]);
    expect([...(await imposter.context('yahav')).keys()]).toEqual([PHONE]);
  });

  it('shows its next prompt what was said under the other key while it was talked to', async () => {
    const { account, llm } = await setUpAnn();
    await account.says(AS_PHONE_ALONE, 'one');
    await settled();
    await account.says(AS_LID, 'two');
    await settled();
    await account.says(AS_PHONE, 'three');
    await settled();
    const said = llm.requests[2]?.messages.map(({ content }) => content.split('\n').at(-1));
    expect(said).toEqual(['one', 'echo: one', 'two', 'echo: two', 'three']);
  });

  it('is allowed by its number with what was collected under the LID', async () => {
    const { account, llm, named } = await setUpAnn({ respond_to_whitelist: ['+1 555 010 0001'] });
    await account.says(AS_LID, 'one');
    await account.says(AS_PHONE, 'two');
    await settled();
    expect(asked(llm.requests[0])).toEqual(['one', 'two']);
    await account.says(AS_LID, 'three');
    await settled();
    expect(named('message').map(({ state }) => state)).toEqual(['collected', 'waiting', 'waiting']);
  });

  it('is recorded once when the same message comes under both', async () => {
    const { account, queue, conversation } = await setUpAnn(COLLECTS);
    const once = await account.says(AS_LID, 'once');
    const { providerMessageId } = once;
    await account.says(AS_PHONE, 'once', { providerMessageId });
    await account.says(AS_LID, 'once', { providerMessageId });
    expect(shown((await queue())[PHONE])).toEqual([[1, 'once']]);
    const twice = await account.says(AS_PHONE_ALONE, 'by hand', { source: 'user_outgoing', sender: OWNER });
    await account.deliver([{ ...twice, chat: { kind: 'direct', alternateIdentifiers: [], ...AS_LID } }]);
    expect(await conversation()).toEqual(['once', 'by hand']);
  });

  it('is recorded once when the same message came under both before', async () => {
    const { account, llm, queue, sent } = await setUpAnn();
    llm.answerWith(() => new Promise(() => {}));
    await account.says(AS_LID, 'once', { providerMessageId: 'same' });
    await account.says(AS_PHONE_ALONE, 'once', { providerMessageId: 'same' });
    await settled();
    llm.answerWith(() => 'once more');
    await account.tells(AS_PHONE);
    await settled();
    expect(await queue()).toEqual({});
    expect(sent()).toEqual([[PHONE, 'once more']]);
  });

  it('is told within one delivery', async () => {
    const { account, queue } = await setUpAnn(COLLECTS);
    const chats = [AS_LID, AS_PHONE_ALONE, AS_PHONE, AS_LID];
    await account.deliver(
      chats.map((chat, index) =>
        messageFrom({ kind: 'direct', alternateIdentifiers: [], ...chat }, { content: `${index}` }),
      ),
    );
    expect(shown((await queue())[PHONE])).toEqual([
      [1, '1'],
      [2, '0'],
      [3, '2'],
      [4, '3'],
    ]);
  });

  it('is not merged with another that has had the same LID', async () => {
    const { account, queue, named } = await setUpAnn(COLLECTS);
    await account.says(AS_PHONE, 'one');
    await account.says({ identifier: '15550100002@s.whatsapp.net', alternateIdentifiers: [LID] }, 'two');
    expect(Object.keys(await queue())).toHaveLength(2);
    expect(named('merge')).toEqual([]);
  });
});

describe('Contacts that are told without a message', () => {
  it('are merged, and start no turn but that of what waits', async () => {
    const { account, llm, queue, named } = await setUpAnn(COLLECTS);
    await account.says(AS_LID, 'one');
    await account.tells(AS_PHONE);
    await settled();
    expect(Object.keys(await queue())).toEqual([PHONE]);
    expect(named('merge')).toHaveLength(1);
    expect(llm.requests).toEqual([]);
  });

  it('are known by their names at once, and after a restart', async () => {
    const { account, store, imposter, restart, named, chat } = await setUpAnn({
      respond_to_whitelist: ['Ann'],
    });
    await account.says(AS_LID, 'one');
    await account.tells({ identifier: LID, alternateIdentifiers: [], savedName: 'Ann' });
    await account.says(AS_LID, 'two');
    expect(named('message').map(({ state }) => state)).toEqual(['collected', 'waiting']);
    expect(await store.messages.chats('yahav')).toMatchObject([{ savedName: 'Ann' }]);
    await imposter.close();
    const next = restart();
    await next.imposter.resume();
    await chat.account('yahav').says(AS_LID, 'three');
    expect(next.named('message').map(({ state }) => state)).toEqual(['waiting']);
  });

  it('are passed over when there is no chat with them', async () => {
    const { account, store, named } = await setUpAnn();
    await account.tells(AS_PHONE, { identifier: 'x', alternateIdentifiers: ['y'], savedName: 'X' });
    await account.tells();
    expect(await store.messages.chats('yahav')).toEqual([]);
    expect(named('merge')).toEqual([]);
  });

  it('are taken up in the order in which they are told, together with messages', async () => {
    const { account, store } = await setUpAnn(COLLECTS);
    await Promise.all([
      account.says(AS_LID, 'one'),
      account.tells({ identifier: LID, alternateIdentifiers: ['8000@lid'], savedName: 'Ann' }),
      account.tells(
        { identifier: LID, alternateIdentifiers: ['7000@lid'] },
        { identifier: LID, alternateIdentifiers: [], pushName: 'annie' },
      ),
      account.tells(AS_PHONE),
      account.says(AS_LID, 'two'),
    ]);
    const [chat, ...others] = await store.messages.chats('yahav');
    expect(others).toEqual([]);
    expect(chat).toEqual({
      kind: 'direct',
      identifier: PHONE,
      alternateIdentifiers: [LID, '8000@lid', '7000@lid'],
      savedName: 'Ann',
      pushName: 'annie',
    });
  });

  it('are taken up after the messages that were handed over before', async () => {
    const { account, queue, named } = await setUpAnn(COLLECTS);
    await Promise.all([
      account.says('somebody@fake', 'one'),
      account.says(AS_LID, 'two'),
      account.tells(AS_PHONE),
    ]);
    expect(Object.keys(await queue())).toEqual([PHONE, 'somebody@fake']);
    expect(named('merge')).toHaveLength(1);
  });

  it('cost no write when nothing is new', async () => {
    const { account, store } = await setUpAnn(COLLECTS);
    await account.says(AS_PHONE, 'one');
    let writes = 0;
    const remember = store.messages.remember.bind(store.messages);
    store.messages.remember = (...parameters) => {
      writes += 1;
      return remember(...parameters);
    };
    await account.tells(AS_PHONE, { identifier: LID, alternateIdentifiers: [] });
    await account.says(AS_PHONE, 'two');
    expect(writes).toBe(0);
  });

  it('are refused while the store is away, and taken when they are told again', async () => {
    const { account, store, queue, named } = await setUpAnn(COLLECTS);
    await account.says(AS_LID, 'one');
    const merge = store.messages.merge.bind(store.messages);
    store.messages.merge = async () => {
      throw new ImposterError('store_unavailable', 'away');
    };
    await expect(account.tells(AS_PHONE)).rejects.toThrow('away');
    await expect(account.says(AS_PHONE, 'two', { providerMessageId: 'two' })).rejects.toThrow('away');
    expect(Object.keys(await queue())).toEqual([LID]);
    store.messages.merge = merge;
    await account.says(AS_PHONE, 'two', { providerMessageId: 'two' });
    expect(shown((await queue())[PHONE])).toEqual([
      [1, 'one'],
      [2, 'two'],
    ]);
    expect(named('merge')).toHaveLength(1);
  });
});

describe('A turn whose contact is merged', () => {
  it('and that thinks, is begun again for both, and answers once at the new key', async () => {
    const { account, llm, sent, store } = await setUpAnn();
    const late = Promise.withResolvers<string>();
    llm.answerWith((request) => (asked(request).length < 2 ? late.promise : 'both'));
    await account.says(AS_LID, 'one');
    await settled();
    await account.says(AS_PHONE, 'two');
    await settled();
    late.resolve('too late');
    await settled();
    expect(llm.requests.map(asked)).toEqual([['one'], ['one', 'two']]);
    expect(sent()).toEqual([[PHONE, 'both']]);
    expect(await store.turns.open('yahav')).toEqual([]);
  });

  it('and that thinks at the new key, takes in what waits at the old one', async () => {
    const { account, llm, sent, queue } = await setUpAnn({ ...ANSWERS_ANN, respond_to_whitelist: [PHONE] });
    llm.answerWith((request) => (asked(request).length < 2 ? new Promise(() => {}) : 'both'));
    await account.says(AS_LID, 'one');
    await account.says(AS_PHONE_ALONE, 'two');
    await settled();
    await account.tells(AS_PHONE);
    await settled();
    expect(llm.requests.map(asked)).toEqual([['two'], ['two', 'one']]);
    expect(sent()).toEqual([[PHONE, 'both']]);
    expect(await queue()).toEqual({});
  });

  it('and that was decided, is sent to the new key under its ids, before what is thought there', async () => {
    const { account, llm, sent, conversation } = await setUpAnn();
    llm.answerWith((request) =>
      asked(request)
        .map((text) => `${text} a\n${text} b`)
        .join('\n'),
    );
    account.failSends(new SendError('closed', 'gone'));
    await account.says(AS_LID, 'one');
    await settled();
    account.report({ status: 'connecting' });
    const before = account.attempts.at(-1)?.messageId;
    await account.says(AS_PHONE, 'two');
    await settled();
    account.report({ status: 'connected' });
    await account.hears(4);
    await settled();
    expect(sent()).toEqual([
      [PHONE, 'one a'],
      [PHONE, 'one b'],
      [PHONE, 'two a'],
      [PHONE, 'two b'],
    ]);
    expect(account.sent[0]?.messageId).toBe(before);
    expect(await conversation()).toEqual(['one', 'two', 'one a', 'one b', 'two a', 'two b']);
  });

  it('and whose acknowledgement is lost, is sent again under the same id, which is shown once', async () => {
    const { account, sent, store } = await setUpAnn();
    account.losesAcknowledgements = true;
    await account.says(AS_LID, 'one');
    await settled();
    account.losesAcknowledgements = false;
    await account.says(AS_PHONE, 'two');
    await settled();
    expect(sent()).toEqual([
      [LID, 'echo: one'],
      [PHONE, 'echo: two'],
    ]);
    expect(account.attempts.map(({ chatId }) => chatId)).toEqual([LID, PHONE, PHONE]);
    expect(account.sent[0]?.repeats).toBe(1);
    expect(await store.turns.open('yahav')).toEqual([]);
  });

  it('and that pauses before it tries to send again, does not hold up the merge', async () => {
    const { account, clock, sent } = await setUpAnn();
    account.failSends(new SendError('retryable', 'slow'));
    await account.says(AS_LID, 'one');
    await settled();
    await account.says(AS_PHONE, 'two');
    await settled();
    expect(sent()).toEqual([
      [PHONE, 'echo: one'],
      [PHONE, 'echo: two'],
    ]);
    await clock.advance(MINUTE);
    expect(account.attempts).toHaveLength(3);
  });

  it('and that rests because the model is away, goes on at the new key', async () => {
    const { account, llm, clock, sent } = await setUpAnn();
    let isAway = true;
    llm.answerWith((request) => {
      if (isAway) throw new Error('away');
      return asked(request).join('+');
    });
    await account.says(AS_LID, 'one');
    await clock.advance(20 * SECOND);
    isAway = false;
    await account.tells(AS_PHONE);
    await clock.advance(5 * MINUTE);
    expect(sent()).toEqual([[PHONE, 'one']]);
  });

  it('and whose merge the store refuses, goes on as before', async () => {
    const { account, llm, store, sent, queue } = await setUpAnn();
    const gates = [Promise.withResolvers<string>()];
    llm.answerWith(() => gates[0]?.promise ?? 'unreachable');
    await account.says(AS_LID, 'one');
    await settled();
    store.messages.merge = async () => {
      throw new ImposterError('store_unavailable', 'away');
    };
    await expect(account.tells(AS_PHONE)).rejects.toThrow('away');
    gates[0]?.resolve('hello');
    await settled();
    expect(sent()).toEqual([[LID, 'hello']]);
    expect(await queue()).toEqual({});
  });

  it('waits for the end of the burst, as ever', async () => {
    const { account, llm, clock } = await setUpAnn({ ...ANSWERS_ANN, behavior: {} });
    await account.says(AS_LID, 'one');
    await clock.advance(SECOND);
    await account.says(AS_PHONE, 'two');
    await clock.advance(SECOND);
    expect(llm.requests).toEqual([]);
    await clock.advance(SECOND);
    expect(llm.requests.map(asked)).toEqual([['one', 'two']]);
  });
});

describe('The owner', () => {
  it('answers by hand under the new key what was asked under the old one', async () => {
    const { account, llm, queue, conversation } = await setUpAnn();
    llm.answerWith(() => new Promise(() => {}));
    await account.says(AS_LID, 'one');
    await settled();
    await account.says(AS_PHONE, 'by hand', { source: 'user_outgoing', sender: OWNER });
    await settled();
    expect(await queue()).toEqual({});
    expect(await conversation()).toEqual(['one', 'by hand']);
  });

  it('is not taken for the author of an answer that is shown again at the new key', async () => {
    const { account, named } = await setUpAnn();
    await account.says(AS_LID, 'one');
    await settled();
    const echo = { source: 'user_outgoing', sender: OWNER, providerMessageId: 'another id' } as const;
    await account.says(AS_PHONE, 'echo: one', echo);
    expect(named('message').filter(({ state }) => state === 'said')).toEqual([]);
  });
});

describe('The limits of a queue', () => {
  it('are applied once to both, and evictions are told and logged', async () => {
    const context = await setUpLogged({ ...COLLECTS, queue_config: { max_messages: 3 } });
    const { imposter, account, evictions, folder } = context;
    for (const text of ['a', 'b']) await account.says(AS_PHONE_ALONE, text);
    for (const text of ['c', 'd', 'e']) await account.says(AS_LID, text);
    expect(evictions).toEqual([]);
    const merged: unknown[] = [];
    imposter.on('merge', (event) => merged.push(event));
    await account.tells(AS_PHONE);
    expect(evictions).toEqual([1, 2]);
    expect(merged).toEqual([{ userId: 'yahav', from: LID, into: PHONE }]);
    const pending = await imposter.queue('yahav');
    expect([...pending].map(([key, messages]) => [key, shown(messages)])).toEqual([
      [
        PHONE,
        [
          [3, 'c'],
          [4, 'd'],
          [5, 'e'],
        ],
      ],
    ]);
    await account.says(AS_LID, 'f');
    await imposter.close();
    const directory = join(folder, 'a', 'b', 'log');
    const linesOf = (key: string) =>
      readFileSync(join(directory, `fakeChat_yahav_${key}.log`), 'utf8')
        .split('\n')
        .slice(0, -1);
    expect(linesOf(LID)).toHaveLength(3);
    expect(linesOf(PHONE).map((line) => /event_type=(\w+)/.exec(line)?.[1] ?? line.at(-1))).toEqual([
      'a',
      'b',
      'MERGE',
      'EVICT',
      'EVICT',
      'EVICT',
      'f',
    ]);
    expect(linesOf(PHONE)[2]).toMatch(
      /^\[[\d :-]{19}\]::\[retention_event_time=\d+\]::\[event_type=MERGE\]::\[from=9000@lid\]$/,
    );
  });

  it('do not bring back what was evicted and could not be stored then', async () => {
    const { account, store, queue, named } = await setUpAnn({
      ...COLLECTS,
      queue_config: { max_messages: 1 },
    });
    const settle = store.messages.settle.bind(store.messages);
    store.messages.settle = async () => {
      throw new ImposterError('store_unavailable', 'away');
    };
    for (const text of ['a', 'b']) await account.says(AS_LID, text);
    store.messages.settle = settle;
    await account.tells(AS_PHONE);
    expect(named('eviction').map(({ messageId }) => messageId)).toEqual([1]);
    expect(shown((await queue())[PHONE])).toEqual([[2, 'b']]);
  });

  it('are applied at the next start when the process died before that was stored', async () => {
    const { account, store, imposter, restart, chat } = await setUpAnn({
      ...COLLECTS,
      queue_config: { max_messages: 2 },
    });
    for (const text of ['a', 'b']) await account.says(AS_PHONE_ALONE, text);
    await account.says(AS_LID, 'c');
    const settle = store.messages.settle.bind(store.messages);
    store.messages.settle = async () => {
      throw new ImposterError('store_unavailable', 'away');
    };
    await account.tells(AS_PHONE);
    // The process dies: nothing it still does is written.
    await store.close();
    store.messages.settle = settle;
    await imposter.close().catch(() => {});
    const next = restart();
    await next.imposter.resume();
    expect(shown((await next.imposter.queue('yahav')).get(PHONE))).toEqual([
      [2, 'b'],
      [3, 'c'],
    ]);
    await chat.account('yahav').says(AS_PHONE, 'd');
    expect(shown((await next.imposter.queue('yahav')).get(PHONE))).toEqual([
      [3, 'c'],
      [4, 'd'],
    ]);
  });
});

describe('A queue that is cleared', () => {
  it.each([LID, PHONE])('is that of the contact by any of its ids, while the bot runs: %s', async (id) => {
    const { account, imposter, llm, queue, sent } = await setUpAnn();
    llm.answerWith(() => new Promise(() => {}));
    await account.says(AS_LID, 'one');
    await account.says(AS_PHONE, 'two');
    await settled();
    await imposter.clearQueue('yahav', id);
    expect(await queue()).toEqual({});
    expect(sent()).toEqual([]);
  });

  it('is so when the bot does not run, and nobody else has that id', async () => {
    const { account, imposter, queue } = await setUpAnn(COLLECTS);
    await account.says(AS_LID, 'one');
    await account.says(AS_PHONE, 'two');
    await imposter.stop('yahav');
    await expect(imposter.clearQueue('yahav', '8000@lid')).rejects.toMatchObject({ code: 'unknown_contact' });
    await imposter.clearQueue('yahav', LID);
    expect(await queue()).toEqual({});
  });

  it.each([0, 1, 2, 3, 5, 8, 13, 21])(
    'stays cleared when the merge comes %i microtasks later',
    async (microtasks) => {
      const { account, imposter, llm, queue, sent } = await setUpAnn();
      llm.answerWith(() => new Promise(() => {}));
      await account.says(AS_LID, 'one');
      await account.says(AS_PHONE_ALONE, 'two');
      await settled();
      llm.answerWith(() => 'never');
      const cleared = Promise.all([imposter.clearQueue('yahav', LID), imposter.clearQueue('yahav', PHONE)]);
      for (let tick = 0; tick < microtasks; tick++) await Promise.resolve();
      await account.tells(AS_PHONE);
      await cleared;
      await settled();
      expect(await queue()).toEqual({});
      expect(sent()).toEqual([]);
    },
  );
});

describe('After the death of the process', () => {
  it.each([
    ['before the merge', 'merge', 0],
    ['after it, before the message', 'accept', 1],
  ] as const)('%s, the next start ends the same', async (_, write, merges) => {
    const { account, store, restart, chat, llm, clock } = await setUpAnn();
    llm.answerWith(() => new Promise(() => {}));
    await account.says(AS_LID, 'one');
    await settled();
    const { messages } = store;
    const original = { merge: messages.merge.bind(messages), accept: messages.accept.bind(messages) };
    messages[write] = () => new Promise(() => {});
    const told = { providerMessageId: 'two' };
    void account.says(AS_PHONE, 'two', told);
    await settled();
    await store.close();
    Object.assign(messages, original);
    const next = restart();
    await next.imposter.resume();
    await chat.account('yahav').says(AS_PHONE, 'two', told);
    for (let second = 0; second < 3; second++) await clock.advance(SECOND);
    expect(next.named('merge')).toHaveLength(1 - merges);
    expect((await store.messages.chats('yahav')).map(({ identifier }) => identifier)).toEqual([PHONE]);
    expect(chat.account('yahav').sent.map(({ chatId }) => chatId)).not.toContain(LID);
    const conversation = await store.messages.conversation('yahav', PHONE, { limit: 10, since: 0 });
    expect(conversation.filter(({ source }) => source === 'user').map(({ content }) => content)).toEqual([
      'one',
      'two',
    ]);
  });

  it('two decided answers of a merged contact are both sent, the older one first', async () => {
    const { account, store, restart, chat, imposter } = await setUpAnn();
    account.failSends(new SendError('closed', 'gone'), new SendError('closed', 'gone'));
    await account.says(AS_LID, 'one');
    await settled();
    await account.says(AS_PHONE_ALONE, 'two');
    await settled();
    account.report({ status: 'connecting' });
    await account.tells(AS_PHONE);
    await settled();
    expect(await store.turns.open('yahav')).toHaveLength(2);
    await imposter.close();
    await restart().imposter.resume();
    await settled();
    expect(chat.account('yahav').sent.map(({ chatId, text }) => [chatId, text])).toEqual([
      [PHONE, 'echo: one'],
      [PHONE, 'echo: two'],
    ]);
    expect(await store.turns.open('yahav')).toEqual([]);
  });

  it('the mapping is known, although it is not told again', async () => {
    const { account, imposter, restart, chat } = await setUpAnn(COLLECTS);
    await account.says(AS_LID, 'one');
    await account.says(AS_PHONE, 'two');
    await imposter.close();
    const next = restart();
    await next.imposter.resume();
    await chat.account('yahav').says(AS_LID, 'three');
    expect(shown((await next.imposter.queue('yahav')).get(PHONE))).toEqual([
      [1, 'one'],
      [2, 'two'],
      [3, 'three'],
    ]);
  });
});

describe('Many contacts at the same time', () => {
  it('are merged without losing a message or answering one twice', async () => {
    const contacts = Array.from({ length: 20 }, (_, index) => index);
    const lid = (index: number) => `90${index}@lid`;
    const phone = (index: number) => `155501000${index}@s.whatsapp.net`;
    const { account, llm, imposter, store, clock, sent } = await setUpAnn({
      respond_to_whitelist: contacts.flatMap((index) => [lid(index), phone(index)]),
    });
    llm.answerWith(
      (request) =>
        new Promise((resolve) =>
          clock.after(7 * (asked(request).length % 3), () => resolve(asked(request).join('+'))),
        ),
    );
    const told = (index: number, turn: number) => {
      if (turn % 3 === 0) return { identifier: lid(index) };
      if (turn % 3 === 1) return { identifier: phone(index) };
      return { identifier: phone(index), alternateIdentifiers: [lid(index)] };
    };
    for (let turn = 0; turn < 7; turn++) {
      await Promise.all(contacts.map((index) => account.says(told(index, turn + index), `${index}.${turn}`)));
      await clock.advance(turn);
    }
    await clock.advance(MINUTE);
    expect(await imposter.queue('yahav')).toEqual(new Map());
    expect(await store.turns.open('yahav')).toEqual([]);
    const answered = sent().flatMap(([, text]) => (text ?? '').split('+'));
    const expected = contacts.flatMap((index) => Array.from({ length: 7 }, (_, turn) => `${index}.${turn}`));
    expect(answered.toSorted()).toEqual(expected.toSorted());
    const chats = await store.messages.chats('yahav');
    expect(chats.map(({ identifier }) => identifier)).toEqual(contacts.map(phone).toSorted());
  });
});

describe('A bot that collects only', () => {
  it('merges without turns', async () => {
    const { imposter, chat } = setUp();
    const { llm_provider_config: _, ...collecting } = document();
    await imposter.start(collecting);
    const account = chat.account('yahav');
    await account.scan();
    await account.says(AS_LID, 'one');
    await account.says(AS_PHONE, 'two');
    expect([...(await imposter.queue('yahav')).keys()]).toEqual([PHONE]);
  });
});
