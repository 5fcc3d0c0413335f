import { settled } from '@chat-imposter/testing';
import { describe, expect, it } from 'vitest';
import { type ChatSession, SendError } from './contracts/chat-provider.ts';
import { ImposterError } from './contracts/errors.ts';
import { LlmError } from './contracts/llm-provider.ts';
import { ANN, document, MINUTE, OWNER, SECOND, setUp, setUpLinked } from './test-support/bot.ts';

const MINE = { source: 'user_outgoing', sender: OWNER } as const;
const MOVIES = { kind: 'group', identifier: 'g@fake', savedName: 'Movies' } as const;

/** Changes the sessions that the platform opens. */
function changeSessions(
  { chat }: ReturnType<typeof setUp>,
  change: (session: ChatSession) => Partial<ChatSession>,
) {
  const open = chat.open.bind(chat);
  chat.open = (context) => {
    const session = open(context);
    return { ...session, ...change(session) };
  };
}

describe('The echo of an answer', () => {
  it('that waited for the connection does not swallow what the owner types', async () => {
    const { account, named } = await setUpLinked();
    account.failSends(new SendError('closed', 'gone'));
    await account.says(ANN, 'hi');
    await settled();
    account.report({ status: 'connecting' });
    account.report({ status: 'connected' });
    await account.hears(1);
    await account.says(ANN, 'echo: hi', { ...MINE, providerMessageId: 'the echo' });
    await account.says(ANN, 'echo: hi', { ...MINE, providerMessageId: 'typed' });
    expect(named('message').filter(({ state }) => state === 'said')).toHaveLength(1);
  });

  it('whose turn was cleared is still known by its id', async () => {
    const context = setUp();
    let sends = 0;
    changeSessions(context, (session) => ({
      async send(...parameters) {
        sends += 1;
        if (sends > 1) throw new SendError('retryable', 'slow');
        await session.send(...parameters);
      },
    }));
    const provider_config = { allow_group_messages: true };
    await context.imposter.start(
      document({ chat_provider_config: { provider_name: 'fakeChat', provider_config } }),
    );
    const account = context.chat.account('yahav');
    await account.scan();
    context.llm.answerWith(() => 'one\ntwo');
    await account.says(MOVIES, 'hi');
    await settled();
    const cleared = context.imposter.clearQueue('yahav');
    await context.clock.advance(3 * MINUTE);
    await cleared;
    const providerMessageId = account.sent[0]?.messageId ?? '';
    await account.says(MOVIES, 'one', { ...MINE, providerMessageId });
    expect(context.named('message').filter(({ state }) => state === 'said')).toEqual([]);
  });
});

describe('Poison', () => {
  it('is parked without what came after it was begun first', async () => {
    const context = await setUpLinked();
    let process = { imposter: context.imposter, llm: context.llm, named: context.named };
    const hang = () => new Promise<string>(() => {});
    process.llm.answerWith(hang);
    await context.account.says(ANN, 'poison');
    await settled();
    for (let crash = 0; crash < 3; crash++) {
      if (crash === 1) await context.chat.account('yahav').says(ANN, 'innocent');
      await settled();
      // The process dies: nothing it still does is written.
      await context.store.close();
      process = context.restart();
      if (crash < 2) process.llm.answerWith(hang);
      await process.imposter.resume();
    }
    await settled();
    expect(context.chat.account('yahav').sent).toMatchObject([{ text: 'echo: innocent' }]);
  });
});

describe('The attempts of a turn', () => {
  it('do not count for other messages when a limit has evicted its own', async () => {
    const { chat, llm, store, restart, account } = await setUpLinked({ queue_config: { max_messages: 1 } });
    const hang = () => new Promise<string>(() => {});
    llm.answerWith(hang);
    await account.says(ANN, 'poison');
    await settled();
    await store.close();
    const second = restart();
    second.llm.answerWith(hang);
    await second.imposter.resume();
    await chat.account('yahav').says(ANN, 'innocent');
    await settled();
    expect(await store.turns.open('yahav')).toMatchObject([{ messageIds: [2], attempts: 1 }]);
  });
});

describe('A turn whose messages a limit has evicted', () => {
  it('is tried no more when the bot has ended while the store was away', async () => {
    const { account, chat, llm, store, restart, clock } = await setUpLinked({
      queue_config: { max_messages: 1 },
    });
    llm.answerWith(() => new Promise<string>(() => {}));
    await account.says(ANN, 'one');
    await settled();
    await store.close();
    const second = restart();
    second.llm.answerWith(() => new Promise<string>(() => {}));
    await second.imposter.resume();
    let tries = 0;
    store.turns.decide = async () => {
      tries += 1;
      throw new ImposterError('store_unavailable', 'away');
    };
    await chat.account('yahav').says(ANN, 'two');
    await settled();
    const closed = second.imposter.close();
    await clock.advance(MINUTE);
    await closed;
    const triesUntilThen = tries;
    await settled();
    expect(tries).toBe(triesUntilThen);
    expect(second.llm.requests).toEqual([]);
  });
});

describe('An answer that was decided', () => {
  it('is sent after a restart although the key of the model is missing now', async () => {
    const { account, imposter, chat, restart } = await setUpLinked();
    account.failSends(new SendError('closed', 'gone'));
    await account.says(ANN, 'hi');
    await settled();
    const llm_provider_config = { provider_name: 'fakeLlm', provider_config: { model: 'keyless' } };
    await imposter.saveConfiguration(document({ llm_provider_config }));
    await imposter.close();
    await restart().imposter.resume();
    await settled();
    expect(chat.account('yahav').sent).toHaveLength(1);
  });

  it('is not told to be evicted by what comes while it is being stored', async () => {
    const { account, store, named } = await setUpLinked({ queue_config: { max_messages: 1 } });
    const decide = store.turns.decide.bind(store.turns);
    const gate = Promise.withResolvers<void>();
    store.turns.decide = async (...parameters) => {
      await gate.promise;
      return decide(...parameters);
    };
    await account.says(ANN, 'one');
    await settled();
    await account.says(ANN, 'two');
    gate.resolve();
    await settled();
    expect(named('eviction')).toEqual([]);
    expect(account.sent.map(({ text }) => text)).toEqual(['echo: one', 'echo: two']);
  });
});

describe('The ids of an answer', () => {
  it.each([
    [1, 'all', ['two']],
    [2, 'some', ['two', 'three']],
  ])(
    'are not used again when the process dies before it is stored that a limit of %i evicted %s of what was asked',
    async (max_messages, _, later) => {
      const { account, chat, llm, store, restart } = await setUpLinked({ queue_config: { max_messages } });
      const settle = store.messages.settle.bind(store.messages);
      store.messages.settle = async () => {
        throw new Error('away');
      };
      llm.answerWith(() => new Promise<string>(() => {}));
      await account.says(ANN, 'one');
      await settled();
      for (const text of later) {
        if (text === later.at(-1)) llm.answerWith(() => 'an answer');
        await account.says(ANN, text);
        await settled();
      }
      await store.close();
      store.messages.settle = settle;
      await restart().imposter.resume();
      await settled();
      const { sent } = chat.account('yahav');
      expect(sent.map(({ text }) => text)).toEqual(['an answer', 'echo: one']);
      expect(new Set(sent.map(({ messageId }) => messageId)).size).toBe(2);
    },
  );
});

describe('Clearing', () => {
  it('ends a turn whose plan is being stored', async () => {
    const { account, llm, store, imposter } = await setUpLinked();
    const plan = store.turns.plan.bind(store.turns);
    const gate = Promise.withResolvers<void>();
    store.turns.plan = async (...parameters) => {
      await gate.promise;
      return plan(...parameters);
    };
    await account.says(ANN, 'one');
    await settled();
    const cleared = imposter.clearQueue('yahav');
    gate.resolve();
    await cleared;
    await settled();
    await account.says(ANN, 'two');
    await settled();
    expect(llm.requests.map((request) => request.messages.at(-1)?.content)).toEqual([
      expect.stringMatching(/two$/),
    ]);
    expect(await store.turns.open('yahav')).toEqual([]);
    expect(account.sent.map(({ text }) => text)).toEqual(['echo: two']);
  });
});

describe('Newer input', () => {
  it('joins a turn whose plan is being stored', async () => {
    const { account, llm, store } = await setUpLinked();
    const plan = store.turns.plan.bind(store.turns);
    const gate = Promise.withResolvers<void>();
    store.turns.plan = async (...parameters) => {
      await gate.promise;
      return plan(...parameters);
    };
    llm.answerWith((request) => request.messages.at(-1)?.content.split('\n').slice(1).join('+') ?? '');
    await account.says(ANN, 'one');
    await settled();
    await account.says(ANN, 'two');
    gate.resolve();
    await settled();
    expect(account.sent.map(({ text }) => text)).toEqual(['one+two']);
  });
});

describe('A question that grew too old', () => {
  it('is skipped also when the store is away at that moment', async () => {
    const { account, llm, clock, store, imposter } = await setUpLinked();
    llm.answerWith(() => {
      throw new LlmError('quota', 'used up');
    });
    await account.says(ANN, 'hi');
    const settle = store.messages.settle.bind(store.messages);
    store.messages.settle = async () => {
      throw new Error('disk');
    };
    await clock.advance(11 * MINUTE);
    store.messages.settle = settle;
    await clock.advance(5 * MINUTE);
    expect(await imposter.queue('yahav')).toEqual(new Map());
    const skipped = await store.messages.conversation('yahav', ANN, { limit: 9, since: 0 });
    expect(skipped).toMatchObject([{ state: 'skipped' }]);
  });

  it('takes nothing into the conversation that a limit has pushed out', async () => {
    const { account, llm, clock, store } = await setUpLinked({ queue_config: { max_messages: 1 } });
    llm.answerWith(async () => {
      const failure = Promise.withResolvers<string>();
      clock.after(50 * SECOND, () => failure.reject(new LlmError('server', 'down')));
      return failure.promise;
    });
    await account.says(ANN, 'pushed out');
    for (let waited = 0; waited < 11 * MINUTE; waited += SECOND) await clock.advance(SECOND);
    const skipped = await store.messages.conversation('yahav', ANN, { limit: 9, since: 0 });
    expect(skipped).toMatchObject([{ content: 'pushed out', state: 'skipped' }]);
  });
});

describe('Ending', () => {
  it('opens no store after a close', async () => {
    const { imposter, store } = setUp();
    await imposter.close();
    await expect(imposter.start(document())).rejects.toMatchObject({ code: 'closed' });
    await expect(store.configurations.list()).rejects.toMatchObject({ code: 'closed' });
  });

  it('leaves nothing to be answered over the next link when the platform cannot be told of an unlink', async () => {
    const context = setUp();
    let isAway = true;
    changeSessions(context, (session) => ({
      async logout() {
        await session.logout();
        if (isAway) throw new Error('the platform is away');
      },
    }));
    const { imposter, chat, llm } = context;
    llm.answerWith(() => new Promise(() => {}));
    await imposter.start(document());
    await chat.account('yahav').scan();
    await chat.account('yahav').says(ANN, 'hi');
    await settled();
    await expect(imposter.unlink('yahav')).rejects.toThrow('away');
    isAway = false;
    llm.answerWith(() => 'over the wrong link');
    await imposter.start(document());
    await chat.account('yahav').scan();
    await settled();
    expect(chat.account('yahav').sent).toEqual([]);
  });

  it('shows the stored configuration in the context of a bot whose link has ended', async () => {
    const { account, imposter } = await setUpLinked();
    await account.says(ANN, 'hi');
    await settled();
    account.report({ status: 'disconnected', error: { code: 'logged_out', message: 'gone' } });
    const llm_provider_config = { provider_name: 'fakeLlm', provider_config: { system: 'A new persona.' } };
    await imposter.saveConfiguration(document({ llm_provider_config }));
    expect(JSON.stringify([...(await imposter.context('yahav'))])).toContain('A new persona.');
  });
});

describe('Listeners', () => {
  it('are given nothing that the engine still uses', async () => {
    const { account, imposter, llm } = await setUpLinked();
    imposter.on('message', ({ message }) => {
      message.content = 'changed by a listener';
    });
    await account.says(ANN, 'hi');
    await settled();
    await account.says(ANN, 'mine', MINE);
    await account.says(ANN, 'again');
    await settled();
    expect(JSON.stringify(llm.requests)).not.toContain('changed by a listener');
  });

  it('and loggers that throw harm nothing', async () => {
    const fail = () => {
      throw new Error('the logger is broken');
    };
    const { imposter, chat, llm } = setUp({ logger: { debug: fail, info: fail, warn: fail, error: fail } });
    await imposter.start(document());
    await chat.account('yahav').scan();
    llm.answerWith(() => {
      throw new LlmError('content_filter', 'refused');
    });
    await chat.account('yahav').says({ identifier: 'x@fake', pushName: 'Noa' }, 'hi');
    await chat.account('yahav').says(ANN, 'hi');
    await settled();
    llm.answerWith(() => 'well again');
    await chat.account('yahav').says(ANN, 'hi');
    await expect(chat.account('yahav').hears(1)).resolves.toHaveLength(1);
  });
});
