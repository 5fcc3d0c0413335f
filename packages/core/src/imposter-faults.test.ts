import { createFakeChatProvider, createFakeLlmProvider, settled } from '@chat-imposter/testing';
import { describe, expect, it } from 'vitest';
import { SendError } from './contracts/chat-provider.ts';
import { ImposterError } from './contracts/errors.ts';
import { LlmError } from './contracts/llm-provider.ts';
import type { IncomingMessage } from './contracts/message.ts';
import { createImposter } from './imposter.ts';
import { createMemoryStore } from './memory-store.ts';
import { ANN, document, MINUTE, OWNER, SECOND, setUp, setUpLinked } from './test-support/bot.ts';

const NOA = { identifier: 'n@fake', savedName: 'Noa' };
const DAY = 24 * 60 * MINUTE;

function noModel(): never {
  throw new LlmError('network', 'no route');
}

/** Makes the first calls of a method fail as a store does. */
function failFirst<Name extends string>(
  target: Record<Name, (...parameters: never[]) => Promise<unknown>>,
  name: Name,
  times = 1,
) {
  const method = target[name].bind(target) as (...parameters: unknown[]) => Promise<unknown>;
  let left = times;
  target[name] = async (...parameters: unknown[]) => {
    if (left-- > 0) throw new Error('disk');
    return method(...parameters);
  };
}

describe('Starting and ending bots at the same time', () => {
  it('resumes no bot that runs already', async () => {
    const { imposter, chat } = await setUpLinked();
    let opened = 0;
    const open = chat.open.bind(chat);
    chat.open = (context) => {
      opened += 1;
      return open(context);
    };
    await imposter.resume();
    expect(opened).toBe(0);
  });

  it('does not resume what is unlinked at the same moment', async () => {
    const { imposter, restart } = await setUpLinked();
    await imposter.close();
    const next = restart();
    await Promise.all([next.imposter.resume(), next.imposter.unlink('yahav')]);
    expect(await next.imposter.status('yahav')).toMatchObject({
      status: 'disconnected',
      authenticated: false,
    });
  });

  it('leaves nothing running when it is closed while a bot starts, at whatever moment', async () => {
    for (let microtasks = 0; microtasks < 60; microtasks++) {
      const chat = createFakeChatProvider();
      let running = 0;
      chat.open = ({ events }) => ({
        async start() {
          running += 1;
          events.status({ status: 'connecting' });
        },
        async stop() {
          if (running > 0) running -= 1;
        },
        async logout() {},
        async send() {},
      });
      const imposter = createImposter({
        chat: [chat],
        llm: [createFakeLlmProvider()],
        store: createMemoryStore(),
      });
      const starting = imposter.start(document()).catch(() => {});
      for (let tick = 0; tick < microtasks; tick++) await Promise.resolve();
      await imposter.close();
      await starting;
      await settled();
      expect(running, `after ${microtasks} microtasks`).toBe(0);
    }
  });

  it.each(['unlink', 'close'] as const)(
    'asks the model no more after %s of a bot that had ended for good',
    async (how) => {
      const { imposter, account, llm, clock } = await setUpLinked();
      llm.answerWith(noModel);
      await account.says(ANN, 'hi');
      await settled();
      account.report({ status: 'disconnected', error: { code: 'replaced', message: 'elsewhere' } });
      await (how === 'unlink' ? imposter.unlink('yahav') : imposter.close());
      const asked = llm.requests.length;
      await clock.advance(30 * MINUTE);
      expect(llm.requests).toHaveLength(asked);
    },
  );

  it('gives the lease back when the provider cannot open a session', async () => {
    const { imposter, chat, store } = setUp();
    chat.open = () => {
      throw new Error('cannot');
    };
    await expect(imposter.start(document())).rejects.toThrow('cannot');
    expect(await store.leases.acquire('yahav', 'somebody else')).not.toBeNull();
  });

  it('shows why a bot could not be reloaded, until it runs again or is stopped', async () => {
    const { imposter, store } = await setUpLinked();
    const chats = store.messages.chats.bind(store.messages);
    const fail = () => {
      store.messages.chats = async () => {
        throw new ImposterError('store_unavailable', 'The disk is full.');
      };
    };
    fail();
    await expect(imposter.reload('yahav')).rejects.toMatchObject({ code: 'store_unavailable' });
    store.messages.chats = chats;
    expect(await imposter.status('yahav')).toMatchObject({
      status: 'disconnected',
      lastError: { code: 'store_unavailable', message: 'The disk is full.' },
    });
    await imposter.reload('yahav');
    expect(await imposter.status('yahav')).not.toHaveProperty('lastError');
    fail();
    await expect(imposter.reload('yahav')).rejects.toMatchObject({ code: 'store_unavailable' });
    store.messages.chats = chats;
    await imposter.stop('yahav');
    expect(await imposter.status('yahav')).not.toHaveProperty('lastError');
  });

  it('can be started again after a start that failed in the middle', async () => {
    const { imposter, store, chat } = setUp();
    failFirst(store.messages, 'chats');
    await expect(imposter.start(document())).rejects.toThrow('disk');
    expect(await imposter.status('yahav')).toMatchObject({ status: 'disconnected' });
    await imposter.start(document());
    expect(chat.account('yahav').status).toBe('linking');
  });

  it('can be started again after an unlink that failed in the middle', async () => {
    const { imposter, store, chat } = setUp();
    const credentials = store.credentials.bind(store);
    let isBroken = false;
    store.credentials = (...parameters) => {
      const view = credentials(...parameters);
      return {
        get: (keys) => view.get(keys),
        set: (entries) => view.set(entries),
        clear: async () => {
          if (isBroken) throw new Error('disk');
          await view.clear();
        },
      };
    };
    await imposter.start(document());
    await chat.account('yahav').scan();
    isBroken = true;
    await expect(imposter.unlink('yahav')).rejects.toThrow('disk');
    isBroken = false;
    expect(await imposter.status('yahav')).toMatchObject({ status: 'disconnected' });
    await imposter.start(document());
    expect(await imposter.status('yahav')).toMatchObject({ status: 'connected' });
  });

  it('closes the store and the other bots although one does not stop, and may be closed twice', async () => {
    const { imposter, store, chat } = await setUpLinked();
    await imposter.start(document({ user_id: 'other' }));
    await chat.account('other').scan();
    failFirst(store.leases, 'release');
    const closings = await Promise.allSettled([imposter.close(), imposter.close()]);
    expect(closings.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(['yahav', 'other'].map((userId) => chat.account(userId).status)).toEqual([
      'disconnected',
      'disconnected',
    ]);
    await expect(store.configurations.list()).rejects.toMatchObject({ code: 'closed' });
  });

  it('does not wait for ever for a send that never ends', async () => {
    const { imposter, chat, clock } = setUp();
    const open = chat.open.bind(chat);
    chat.open = (context) => ({ ...open(context), send: () => new Promise(() => {}) });
    await imposter.start(document());
    await chat.account('yahav').scan();
    await chat.account('yahav').says(ANN, 'hi');
    await settled();
    const closing = imposter.close();
    await clock.advance(MINUTE);
    await expect(closing).resolves.toBeUndefined();
  });

  it('does not end a new attempt to link with the timer of the one before', async () => {
    const { imposter, clock, store } = setUp();
    await imposter.start(document(), { linkingHeartbeat: true });
    const gate = Promise.withResolvers<void>();
    const setRunning = store.configurations.setRunning.bind(store.configurations);
    store.configurations.setRunning = async (userId, running) => {
      if (!running) await gate.promise;
      return setRunning(userId, running);
    };
    const unlinking = imposter.unlink('yahav');
    await settled();
    const starting = imposter.start(document(), { linkingHeartbeat: true });
    await clock.advance(15 * SECOND);
    gate.resolve();
    await Promise.all([unlinking, starting]);
    expect(await imposter.status('yahav')).toMatchObject({ status: 'linking' });
  });

  it('goes on counting heartbeats when the connection is lost while it links', async () => {
    const { imposter, chat, clock } = setUp();
    await imposter.start(document(), { linkingHeartbeat: true });
    chat.account('yahav').report({ status: 'connecting' });
    await clock.advance(MINUTE);
    expect(await imposter.status('yahav')).toMatchObject({ status: 'disconnected' });
  });

  it('keeps the newer of two secrets that are saved at once', async () => {
    const { imposter, store } = setUp();
    const secret = (api_key: string) =>
      document({ llm_provider_config: { provider_name: 'fakeLlm', provider_config: { api_key } } });
    await imposter.saveConfiguration(secret('old'));
    await Promise.all([
      imposter.saveConfiguration(secret('new')),
      imposter.saveConfiguration(secret('********')),
    ]);
    expect(JSON.stringify(await store.configurations.get('yahav'))).toContain('"new"');
  });

  it('answers nothing of the old link over a new one', async () => {
    const { account, imposter, llm, chat } = await setUpLinked();
    llm.answerWith(() => new Promise(() => {}));
    await account.says(ANN, 'to the first account');
    await settled();
    await imposter.unlink('yahav');
    llm.answerWith(() => 'late');
    await imposter.start(document());
    await chat.account('yahav').scan();
    await settled();
    expect(chat.account('yahav').sent).toEqual([]);
  });
});

describe('A store that fails', () => {
  const base = { origin: 'live' as const, originatingTime: null };
  const batch: IncomingMessage[] = [
    {
      ...base,
      chat: { identifier: ANN, alternateIdentifiers: [], kind: 'direct' },
      sender: OWNER,
      source: 'user_outgoing',
      providerMessageId: 'o1',
      content: 'mine',
    },
    {
      ...base,
      chat: { alternateIdentifiers: [], kind: 'direct', ...NOA },
      sender: { alternateIdentifiers: [], ...NOA },
      source: 'user',
      providerMessageId: 'u2',
      content: 'question',
    },
  ];

  it('does not make the platform believe that recorded messages were refused', async () => {
    const { store, account, clock } = await setUpLinked({ behavior: {} });
    await account.says(ANN, 'one');
    failFirst(store.messages, 'settle');
    await account.deliver(batch);
    await clock.advance(20 * SECOND);
    expect(account.sent.map(({ chatId }) => chatId)).toEqual([NOA.identifier]);
  });

  it('makes the platform deliver again what could not be recorded', async () => {
    const { store, account, clock } = await setUpLinked();
    failFirst(store.messages, 'accept');
    await expect(account.deliver(batch)).rejects.toThrow('disk');
    await account.deliver(batch);
    await clock.advance(SECOND);
    expect(account.sent).toHaveLength(1);
  });

  it('learns later of an eviction that it could not take', async () => {
    const { store, account } = await setUpLinked({ queue_config: { max_messages: 1 } });
    await account.says('stranger@fake', 'one');
    failFirst(store.messages, 'settle');
    await account.says('stranger@fake', 'two');
    await account.says('stranger@fake', 'three');
    expect((await store.messages.queue('yahav')).map(({ content }) => content)).toEqual(['three']);
  });

  it('lets only the delivery be refused that it cannot take', async () => {
    const { store, account } = await setUpLinked();
    const accept = store.messages.accept.bind(store.messages);
    store.messages.accept = async (lease, messages) => {
      if (messages.some(({ content }) => content === 'poison')) throw new Error('disk');
      return accept(lease, messages);
    };
    const outcomes = await Promise.allSettled([
      account.says(ANN, 'first'),
      account.says('b@fake', 'poison'),
      account.says(NOA, 'third'),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    await expect(account.hears(2)).resolves.toHaveLength(2);
  });

  it('costs no answer while it is away at the decision, and the model is asked once', async () => {
    const { account, clock, store, llm } = await setUpLinked();
    failFirst(store.turns, 'decide', 3);
    await account.says(ANN, 'hi');
    await clock.advance(5 * MINUTE);
    expect(account.sent).toHaveLength(1);
    expect(llm.requests).toHaveLength(1);
  });

  it('makes no acknowledged message be sent or told again', async () => {
    const { store, account, llm, clock, named } = await setUpLinked();
    llm.answerWith(() => 'one\ntwo\nthree');
    failFirst(store.turns, 'advance', 2);
    await account.says(ANN, 'hi');
    await clock.advance(2 * MINUTE);
    expect(named('reply').map(({ text }) => text)).toEqual(['one', 'two', 'three']);
    expect(account.sent.map(({ repeats }) => repeats)).toEqual([0, 0, 0]);
  });
});

describe('A connection that fails', () => {
  it('sends again although the loss is learned only after the reconnect', { timeout: 5_000 }, async () => {
    const { imposter, chat } = setUp();
    const open = chat.open.bind(chat);
    let isFirst = true;
    chat.open = (context) => {
      const session = open(context);
      return {
        ...session,
        async send(...parameters) {
          if (!isFirst) return session.send(...parameters);
          isFirst = false;
          chat.account('yahav').report({ status: 'connecting' });
          chat.account('yahav').report({ status: 'connected' });
          await settled();
          throw new SendError('closed', 'the old connection is gone');
        },
      };
    };
    await imposter.start(document());
    await chat.account('yahav').scan();
    await chat.account('yahav').says(ANN, 'one');
    await expect(chat.account('yahav').hears(1)).resolves.toHaveLength(1);
  });

  it('repeats a send under the id of the first, also after a restart', async () => {
    const { account, imposter, chat, clock, restart } = await setUpLinked();
    account.failSends(new SendError('retryable', 'no answer'), new SendError('closed', 'gone'));
    await account.says(ANN, 'hi');
    await clock.advance(5 * SECOND);
    const closing = imposter.close();
    await clock.advance(10 * SECOND);
    await closing;
    await restart().imposter.resume();
    await settled();
    const attempts = chat.account('yahav').attempts.map(({ messageId }) => messageId);
    expect(attempts).toHaveLength(3);
    expect(new Set(attempts).size).toBe(1);
  });
});

describe('What is answered', () => {
  it.each([
    ['synced history', { origin: 'history', originatingTime: 1 }],
    ['an older message of the backlog', { origin: 'offline', originatingTime: 1 }],
  ] as const)('is not taken from the bot by %s of the owner', async (_, more) => {
    const { account, clock } = await setUpLinked({ behavior: {} });
    await account.says(ANN, 'question?');
    await account.says(ANN, 'mine', { source: 'user_outgoing', sender: OWNER, ...more });
    await clock.advance(20 * SECOND);
    expect(account.sent).toHaveLength(1);
  });

  it('is not answered by the bot too when the owner does while the model thinks', async () => {
    const { account, llm } = await setUpLinked();
    const thinking = Promise.withResolvers<string>();
    llm.answerWith(() => thinking.promise);
    await account.says(ANN, 'hi');
    await settled();
    await account.says(ANN, 'myself', { source: 'user_outgoing', sender: OWNER });
    thinking.resolve('too late');
    await settled();
    expect(account.sent).toEqual([]);
  });

  it.each([
    [false, 0],
    [true, 1],
  ])('of the backlog follows process_offline_messages: %s', async (process_offline_messages, answers) => {
    const provider_config = { process_offline_messages };
    const { account } = await setUpLinked({
      chat_provider_config: { provider_name: 'fakeChat', provider_config },
    });
    await account.says(ANN, 'while you were away', { origin: 'offline' });
    await settled();
    expect(account.sent).toHaveLength(answers);
  });

  it('holds nothing of a group unless groups are allowed', async () => {
    const { imposter, account } = await setUpLinked();
    await account.says({ identifier: 'g1@fake', kind: 'group', savedName: 'Movies' }, 'hello group');
    expect(await imposter.queue('yahav')).toEqual(new Map());
  });

  it('is nothing that grew too old, while the bot ran or while it did not', async () => {
    const { account, imposter, llm, clock, chat, restart } = await setUpLinked();
    await account.says('stranger@fake', 'old');
    await clock.advance(2 * DAY);
    expect(await imposter.queue('yahav')).toEqual(new Map());
    llm.answerWith(() => new Promise(() => {}));
    await account.says(ANN, 'five days old');
    await settled();
    const closing = imposter.close();
    await clock.advance(5 * DAY);
    await closing;
    await restart().imposter.resume();
    await settled();
    expect(chat.account('yahav').sent).toEqual([]);
  });

  it('is not asked for again by a new message before its rest is over', async () => {
    const { account, clock, llm } = await setUpLinked();
    llm.answerWith(() => {
      throw new LlmError('quota', 'empty');
    });
    await account.says(ANN, 'one');
    await clock.advance(2 * MINUTE);
    await account.says(ANN, 'two');
    await clock.advance(MINUTE);
    expect(llm.requests).toHaveLength(1);
    await clock.advance(8 * MINUTE);
    expect(llm.requests).toHaveLength(2);
  });

  it('waits for a person when the key is refused, and says so whatever else succeeds', async () => {
    const { account, llm, imposter, chat, restart } = await setUpLinked();
    const slow = Promise.withResolvers<string>();
    llm.answerWith((request) => {
      if (request.messages.at(-1)?.content.endsWith('slow')) return slow.promise;
      throw new LlmError('auth', 'refused');
    });
    await account.says(NOA, 'slow');
    await account.says(ANN, 'hi');
    await settled();
    slow.resolve('ok');
    await account.hears(1);
    expect(await imposter.status('yahav')).toMatchObject({ lastError: { code: 'llm_auth' } });
    await account.says(NOA, 'later');
    await imposter.close();
    await restart().imposter.resume();
    await settled();
    expect(chat.account('yahav').sent.map(({ chatId }) => chatId)).toEqual([NOA.identifier, ANN]);
  });

  it('goes by the name that is known, also when a message does not tell it', async () => {
    const { account } = await setUpLinked();
    await account.says(NOA, 'one');
    await account.hears(1);
    await account.says({ identifier: NOA.identifier }, 'two');
    await expect(account.hears(2)).resolves.toHaveLength(2);
  });

  it('is told to async listeners too, whose failures end nothing', async () => {
    const { account, imposter } = await setUpLinked();
    imposter.on('message', (async () => {
      throw new Error('async listener');
    }) as () => void);
    await account.says(ANN, 'hi');
    await expect(account.hears(1)).resolves.toHaveLength(1);
  });
});
