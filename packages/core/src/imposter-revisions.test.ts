import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { settled } from '@chat-imposter/testing';
import { afterEach, describe, expect, it } from 'vitest';
import type { LlmRequest } from './contracts/llm-provider.ts';
import type { Message } from './contracts/message.ts';
import type { Store } from './contracts/store.ts';
import { createMemoryStore } from './memory-store.ts';
import { ANN, document, OWNER, SECOND, setUp, setUpLinked } from './test-support/bot.ts';
import { cleanUp, setUpLogged } from './test-support/logged-bot.ts';

const DELETED = '[User deleted this message]';
const STRANGER = 'stranger@fake';
const ALL = { limit: 100, since: 0 };
const MOVIES = { kind: 'group', identifier: 'movies@g', savedName: 'Movies' } as const;
const DAN = { identifier: 'dan@fake', alternateIdentifiers: ['dan@lid'], pushName: 'Dan' };

/** The contact's own words at the end of a request. */
function asked(request: LlmRequest | undefined): string[] {
  return request?.messages.at(-1)?.content.split('\n').slice(1) ?? [];
}

function contents(messages: readonly Message[] | undefined): string[] {
  return messages?.map(({ content }) => content) ?? [];
}

/** A bot whose model answers when it is told to; {@link rounds} are the questions. */
async function setUpThinking(more: Record<string, unknown> = {}) {
  const context = await setUpLinked(more);
  const gates: PromiseWithResolvers<string>[] = [];
  context.llm.answerWith(() => {
    const gate = Promise.withResolvers<string>();
    gates.push(gate);
    return gate.promise;
  });
  const answer = async (text: string) => {
    gates.at(-1)?.resolve(text);
    await settled();
  };
  const rounds = () => context.llm.requests.map(asked);
  const sent = () => context.account.sent.map(({ text }) => text);
  const conversation = (contact = ANN) => context.store.messages.conversation('yahav', contact, ALL);
  return { ...context, answer, rounds, sent, conversation };
}

afterEach(cleanUp);

describe('A message that its writer changes', () => {
  it('is queued with its new text, cut to the limit, and told', async () => {
    const { account, imposter, named, llm } = await setUpLinked({
      queue_config: { max_characters_single_message: 7 },
    });
    const message = await account.says(STRANGER, 'helo');
    await account.edits(message, 'hello, my friend');
    expect(contents((await imposter.queue('yahav')).get(STRANGER))).toEqual(['hello, ']);
    const told = { userId: 'yahav', correspondentId: STRANGER, message: { id: 1, state: 'collected' } };
    expect(named('edit')).toMatchObject([{ ...told, message: { content: 'hello, my friend' } }]);
    expect(named('deletion')).toEqual([]);
    await settled();
    expect(llm.requests).toEqual([]);
  });

  it('keeps its place among messages that are handed over at the same time', async () => {
    const { account, imposter } = await setUpLinked();
    const before = account.says(STRANGER, 'first');
    const message = { chat: { kind: 'direct', identifier: STRANGER, alternateIdentifiers: [] } } as const;
    const sender = { identifier: STRANGER, alternateIdentifiers: [] };
    const edit = account.edits({ ...message, sender, source: 'user', providerMessageId: 'in-1' }, 'second');
    await Promise.all([before, edit, account.says(STRANGER, 'third')]);
    expect(contents((await imposter.queue('yahav')).get(STRANGER))).toEqual(['second', 'third']);
  });

  it('pushes out older ones when it needs their room, and stays itself', async () => {
    const { account, imposter, named, store } = await setUpLinked({ queue_config: { max_characters: 10 } });
    await account.says(STRANGER, 'aaaa');
    const second = await account.says(STRANGER, 'bb');
    await account.says(STRANGER, 'cc');
    await account.edits(second, 'bbbbbb');
    expect(contents((await imposter.queue('yahav')).get(STRANGER))).toEqual(['bbbbbb', 'cc']);
    expect(named('eviction')).toMatchObject([{ messageId: 1, reason: 'total_characters' }]);
    expect(await store.messages.queue('yahav')).toMatchObject([{ id: 2 }, { id: 3 }]);
  });

  it('lets a thinking model begin again with the new text', async () => {
    const { account, rounds, answer, sent, conversation } = await setUpThinking();
    const message = await account.says(ANN, 'lunch at 1?');
    await settled();
    await account.edits(message, 'lunch at 2?');
    await settled();
    expect(rounds()).toEqual([['lunch at 1?'], ['lunch at 2?']]);
    await answer('at 2 then');
    expect(sent()).toEqual(['at 2 then']);
    expect(contents(await conversation())).toEqual(['lunch at 2?', 'at 2 then']);
  });

  it('does so no more often than newer input does', async () => {
    const { account, rounds, answer, sent, conversation } = await setUpThinking();
    const message = await account.says(ANN, 'one');
    await settled();
    for (const text of ['two', 'three', 'four', 'five']) {
      await account.edits(message, text);
      await settled();
    }
    expect(rounds()).toEqual([['one'], ['two'], ['three']]);
    await answer('to three');
    expect(sent()).toEqual(['to three']);
    expect(contents(await conversation())).toEqual(['five', 'to three']);
  });

  it('leaves a model alone that thinks about other messages', async () => {
    const { account, rounds, answer, sent } = await setUpThinking();
    // The fourth comes too late for a third restart, and is the next turn.
    const messages = [];
    for (const text of ['one', 'two', 'three', 'four', 'five']) {
      messages.push(await account.says(ANN, text));
      await settled();
    }
    const [fourth, fifth] = messages.slice(3);
    if (fourth) await account.edits(fourth, 'vier');
    if (fifth) await account.deletes(fifth);
    await settled();
    expect(rounds()).toHaveLength(3);
    await answer('to three');
    expect(rounds()[3]).toEqual(['vier']);
    await answer('to four');
    expect(sent()).toEqual(['to three', 'to four']);
  });

  it('changes only the conversation once it was answered, and starts no turn', async () => {
    const { account, rounds, answer, sent, conversation } = await setUpThinking();
    const message = await account.says(ANN, 'one');
    await settled();
    await answer('yes');
    await account.edits(message, 'uno');
    await settled();
    expect(rounds()).toHaveLength(1);
    expect(contents(await conversation())).toEqual(['uno', 'yes']);
    await account.says(ANN, 'two');
    await settled();
    await answer('again');
    expect(sent()).toEqual(['yes', 'again']);
  });

  it('is seen changed by the next question to the model, and in other chats', async () => {
    const { account, llm } = await setUpLinked();
    llm.answerWith(() => 'ok');
    const message = await account.says(ANN, 'the party is on monday');
    await settled();
    await account.says({ identifier: 'n@fake', savedName: 'Noa' }, 'hi');
    await settled();
    expect(JSON.stringify(llm.requests.at(-1))).toContain('monday');
    await account.edits(message, 'the party is on tuesday');
    await account.says({ identifier: 'n@fake', savedName: 'Noa' }, 'so?');
    await settled();
    await account.says(ANN, 'so?');
    await settled();
    for (const request of llm.requests.slice(-2).map((each) => JSON.stringify(each))) {
      expect(request).toContain('tuesday');
      expect(request).not.toContain('monday');
    }
  });

  it('may be one of the owner, or one that the bot sent, which change in the conversation', async () => {
    const { account, llm, store } = await setUpLinked();
    llm.answerWith(() => 'so long');
    const owners = await account.says(ANN, 'by hand', { source: 'user_outgoing', sender: OWNER });
    await account.says(ANN, 'bye');
    await settled();
    const bots = { ...owners, providerMessageId: account.sent[0]?.messageId ?? '' };
    await account.edits(owners, 'with care');
    await account.edits(bots, 'good night');
    const said = await store.messages.conversation('yahav', ANN, ALL);
    expect(contents(said)).toEqual(['with care', 'bye', 'good night']);
  });

  it('is no one of anybody else', async () => {
    const { account, store, named } = await setUpLinked({
      chat_provider_config: { provider_name: 'fakeChat', provider_config: { allow_group_messages: true } },
    });
    const owners = await account.says(ANN, 'by hand', { source: 'user_outgoing', sender: OWNER });
    const dans = await account.says(MOVIES, 'mine', { sender: DAN });
    await settled();
    const ann = { source: 'user', sender: { identifier: ANN, alternateIdentifiers: [] } } as const;
    await account.edits({ ...owners, ...ann }, 'forged');
    await account.edits({ ...dans, sender: { identifier: 'eve@fake', alternateIdentifiers: [] } }, 'forged');
    const bots = { ...dans, providerMessageId: account.sent[0]?.messageId ?? '' };
    await account.deletes({ ...bots, sender: { identifier: 'bot_yahav', alternateIdentifiers: [] } });
    expect(named('edit')).toEqual([]);
    expect(named('deletion')).toEqual([]);
    await account.edits(
      { ...dans, sender: { identifier: 'dan@lid', alternateIdentifiers: ['dan@fake'] } },
      'Mine',
    );
    const said = await store.messages.conversation('yahav', MOVIES.identifier, ALL);
    expect(contents(said)[0]).toBe('Mine');
  });

  it('is passed over when it is not known, or says the same already', async () => {
    const { account, named } = await setUpLinked();
    const message = await account.says(STRANGER, 'hello');
    await account.edits({ ...message, providerMessageId: 'never-seen' }, 'changed');
    await account.edits(message, 'hello');
    await account.deletes({ ...message, providerMessageId: 'never-seen' });
    expect([...named('edit'), ...named('deletion')]).toEqual([]);
  });

  it('has its text cut like a new one', async () => {
    const { account, store } = await setUpLinked();
    const message = await account.says(STRANGER, 'short');
    await account.edits(message, 'x'.repeat(64 * 1024));
    const [kept] = await store.messages.queue('yahav');
    expect(kept?.content).toHaveLength(64 * 1024);
  });
});

describe('A message that its writer deletes', () => {
  it('leaves the queue, and its text is gone', async () => {
    const { account, imposter, named, store } = await setUpLinked();
    const message = await account.says(STRANGER, 'a secret', { quoted: 'another secret' });
    await account.says(STRANGER, 'hello');
    await account.deletes(message);
    expect(contents((await imposter.queue('yahav')).get(STRANGER))).toEqual(['hello']);
    const said = await store.messages.conversation('yahav', STRANGER, ALL);
    expect(said).toMatchObject([
      { id: 1, content: DELETED, quoted: null, state: 'skipped', reason: 'deleted' },
    ]);
    expect(named('deletion')).toMatchObject([
      { userId: 'yahav', correspondentId: STRANGER, message: { id: 1, content: DELETED } },
    ]);
  });

  it('ends a turn in silence that was about nothing else', async () => {
    const { account, answer, sent, store, named } = await setUpThinking();
    const message = await account.says(ANN, 'forget it');
    await settled();
    await account.deletes(message);
    await settled();
    await answer('I will not forget');
    expect(sent()).toEqual([]);
    expect(await store.turns.open('yahav')).toEqual([]);
    expect(named('failure')).toEqual([]);
    await account.says(ANN, 'hi');
    await settled();
    await answer('hello');
    expect(sent()).toEqual(['hello']);
  });

  it('lets a thinking model go on without it, however late', async () => {
    const { account, clock, rounds, answer, sent, conversation } = await setUpThinking();
    const first = await account.says(ANN, 'one');
    await account.says(ANN, 'two');
    const third = await account.says(ANN, 'three');
    await settled();
    expect(rounds().at(-1)).toEqual(['one', 'two', 'three']);
    await clock.advance(60 * SECOND);
    await account.deletes(first);
    await settled();
    await account.deletes(third);
    await settled();
    expect(rounds().slice(-2)).toEqual([
      [DELETED, 'two', 'three'],
      [DELETED, DELETED, 'two'],
    ]);
    await answer('to two');
    expect(sent()).toEqual(['to two']);
    expect(contents(await conversation())).toEqual([DELETED, 'two', DELETED, 'to two']);
  });

  it('is not answered when it is deleted before the burst has ended', async () => {
    const { account, clock, llm } = await setUpLinked({ behavior: {} });
    const message = await account.says(ANN, 'oops');
    await clock.advance(SECOND);
    await account.deletes(message);
    await clock.advance(20 * SECOND);
    expect(llm.requests).toEqual([]);
  });

  it('does not stop an answer that was decided', async () => {
    const { account, llm, clock, store } = await setUpLinked();
    llm.answerWith(() => 'sure');
    account.goDown();
    const message = await account.says(ANN, 'a secret');
    await settled();
    await account.deletes(message);
    account.comeUp();
    await clock.advance(10 * SECOND);
    expect(account.sent.map(({ text }) => text)).toEqual(['sure']);
    expect(JSON.stringify(await store.messages.conversation('yahav', ANN, ALL))).not.toContain('secret');
  });

  it.each(['edits', 'deletes'] as const)(
    'is forgotten also while its turn is being stored, and so is what somebody %s',
    async (what) => {
      const memory = createMemoryStore();
      const gate = Promise.withResolvers<void>();
      const decided = Promise.withResolvers<void>();
      const turns = new Proxy(memory.turns, {
        get(target, name: keyof Store['turns']) {
          if (name !== 'decide') return target[name].bind(target);
          return async (...given: Parameters<Store['turns']['decide']>) => {
            decided.resolve();
            await gate.promise;
            return target.decide(...given);
          };
        },
      });
      const store = new Proxy(memory, {
        get(target, name: keyof Store) {
          const value = name === 'turns' ? turns : target[name];
          return typeof value === 'function' ? value.bind(target) : value;
        },
      });
      const { imposter, chat, llm } = setUp({ store });
      await imposter.start(document());
      const account = chat.account('yahav');
      await account.scan();
      llm.answerWith(() => 'ok');
      const message = await account.says(ANN, 'a secret');
      await decided.promise;
      // What is asked now is remembered by whoever shows the conversation.
      await imposter.context('yahav');
      await account[what](message, 'nothing');
      await imposter.context('yahav');
      gate.resolve();
      await settled();
      expect(JSON.stringify([...(await imposter.context('yahav'))])).not.toContain('a secret');
      await imposter.close();
    },
  );

  it('is forgotten in the conversation, in other chats, and what the bot said is not shown as deleted', async () => {
    const { account, llm } = await setUpLinked();
    llm.answerWith(() => 'my secret');
    const message = await account.says(ANN, 'your secret');
    await settled();
    await account.deletes(message);
    await account.deletes({
      ...message,
      source: 'user_outgoing',
      sender: OWNER,
      providerMessageId: account.sent[0]?.messageId ?? '',
    });
    llm.answerWith(() => 'hm');
    await account.says(ANN, 'so?');
    await settled();
    await account.says({ identifier: 'n@fake', savedName: 'Noa' }, 'so?');
    await settled();
    const [own, others] = llm.requests.slice(-2).map((request) => JSON.stringify(request.messages));
    expect(own + (others ?? '')).not.toContain('secret');
    expect(own).toContain(DELETED);
    expect(llm.requests.at(-2)?.messages.map(({ role }) => role)).toEqual(['user']);
  });

  it('does not come back by an edit that comes late, nor by the message itself', async () => {
    const { account, imposter, store } = await setUpLinked();
    const message = await account.says(STRANGER, 'a secret');
    await account.deletes(message);
    await account.edits(message, 'a secret too');
    await account.deliver([message]);
    expect((await imposter.queue('yahav')).size).toBe(0);
    expect(contents(await store.messages.conversation('yahav', STRANGER, ALL))).toEqual([DELETED]);
  });

  it('stays deleted over a restart, and an edit stays made', async () => {
    const { account, imposter, restart, chat } = await setUpLinked();
    const first = await account.says(STRANGER, 'one');
    const second = await account.says(STRANGER, 'two');
    await account.deletes(first);
    await account.edits(second, 'deux');
    await imposter.close();
    const next = restart();
    await next.imposter.resume();
    await settled();
    expect(contents((await next.imposter.queue('yahav')).get(STRANGER))).toEqual(['deux']);
    await chat.account('yahav').deletes(second);
    expect((await next.imposter.queue('yahav')).size).toBe(0);
  });
});

describe('A store that fails', () => {
  it.each(['edits', 'deletes'] as const)(
    'lets the platform keep what it %s, and the queue as it is',
    async (what) => {
      const memory = createMemoryStore();
      let fails = true;
      const messages = new Proxy(memory.messages, {
        get(target, name: keyof Store['messages']) {
          const isDown = name === 'revise' && fails;
          return isDown ? async () => Promise.reject(new Error('disk full')) : target[name].bind(target);
        },
      });
      const store = new Proxy(memory, {
        get(target, name: keyof Store) {
          const value = name === 'messages' ? messages : target[name];
          return typeof value === 'function' ? value.bind(target) : value;
        },
      });
      const { imposter, chat, named } = setUp({ store });
      await imposter.start(document());
      const account = chat.account('yahav');
      await account.scan();
      const message = await account.says(STRANGER, 'one');
      await expect(account[what](message, 'uno')).rejects.toThrow('disk full');
      expect(account.unacknowledgedIds).toHaveLength(1);
      expect(contents((await imposter.queue('yahav')).get(STRANGER))).toEqual(['one']);
      expect([...named('edit'), ...named('deletion')]).toEqual([]);
      fails = false;
      await account.redeliver();
      expect(account.unacknowledgedIds).toEqual([]);
      const left = contents((await imposter.queue('yahav')).get(STRANGER));
      expect(left).toEqual(what === 'edits' ? ['uno'] : []);
      await imposter.close();
    },
  );
});

describe('The log of a contact', () => {
  it('has one line for an edit and one for a deletion, with the new text cut and nothing of the deleted one', async () => {
    const bot = await setUpLogged({ queue_config: { max_characters_single_message: 20 } });
    const sender = { identifier: STRANGER, pushName: 'E]v[e' };
    const message = await bot.account.says(sender, 'hello');
    await bot.account.edits(message, 'hello\n[event_type=DELETE]: and more');
    await bot.account.deletes(message);
    await bot.imposter.close();
    const folder = join(bot.folder, 'a', 'b', 'log');
    const [file] = readdirSync(folder).filter((name) => name.includes('stranger'));
    const [, edit, deletion, ...more] = readFileSync(join(folder, file ?? ''), 'utf8')
      .trimEnd()
      .split('\n');
    expect(edit).toMatch(
      /^\[2026-01-15 12:00:00\]::\[retention_event_time=\d+\]::\[event_type=EDIT\]::\[message_id=1\]::\[sending_user=E\\\]v\\\[e \(stranger@fake\)\]::: hello\\n\\\[event_type=DE$/,
    );
    expect(deletion).toMatch(
      /^\[2026-01-15 12:00:00\]::\[retention_event_time=\d+\]::\[event_type=DELETE\]::\[message_id=1\]$/,
    );
    expect(more).toEqual([]);
  });
});

describe('A quoted text', () => {
  it('is kept with the message, at most 1,000 code points of it, and shown to the model but not in the queue', async () => {
    const { account, llm, store, imposter } = await setUpLinked();
    llm.answerWith(() => new Promise(() => {}));
    await account.says(ANN, 'at 8', { quoted: 'when do we meet?' });
    await settled();
    expect(asked(llm.requests[0])).toEqual(['(answering "when do we meet?") at 8']);
    expect(Object.keys((await imposter.queue('yahav')).get(ANN)?.[0] ?? {})).toContain('content');
    await account.says(STRANGER, 'yes', { quoted: '👍'.repeat(2_000) });
    await account.says(STRANGER, 'no', { quoted: '' });
    const quoted = (await store.messages.queue('yahav')).map((message) => message.quoted);
    expect(quoted).toEqual(['when do we meet?', '👍'.repeat(1_000), null]);
  });
});
