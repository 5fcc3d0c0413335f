import { settled } from '@chat-imposter/testing';
import { describe, expect, it } from 'vitest';
import { SendError } from './contracts/chat-provider.ts';
import { LlmError } from './contracts/llm-provider.ts';
import { ANN, document, MINUTE, SECOND, setUp, setUpLinked } from './test-support/bot.ts';

describe('createImposter: linking', () => {
  it('shows a QR, connects when it is scanned, and knows that it is linked', async () => {
    const { imposter, chat, named } = setUp();
    expect(await imposter.start(document())).toMatchObject({
      userId: 'yahav',
      mode: 'fully_functional',
      warnings: [expect.stringContaining('shared_context')],
    });
    expect(await imposter.status('yahav')).toMatchObject({ status: 'linking', authenticated: false });
    expect(named('qr')).toMatchObject([{ userId: 'yahav', text: 'fake-qr' }]);
    await chat.account('yahav').scan();
    const status = await imposter.status('yahav');
    expect(status).toMatchObject({ status: 'connected', authenticated: true });
    expect(status.qr).toBeUndefined();
  });

  it('ends an attempt that nobody looks at, and leaves nothing of it', async () => {
    const { imposter, clock } = setUp();
    await imposter.start(document(), { linkingHeartbeat: true });
    await clock.advance(14 * SECOND);
    imposter.heartbeat('yahav');
    await clock.advance(4_999);
    expect(await imposter.status('yahav')).toMatchObject({ status: 'linking' });
    await clock.advance(1);
    const status = await imposter.status('yahav');
    expect(status).toMatchObject({ status: 'disconnected', authenticated: false });
    expect(status.qr).toBeUndefined();
    await expect(imposter.start(document())).resolves.toMatchObject({ userId: 'yahav' });
  });

  it('never ends a linked bot for want of a heartbeat', async () => {
    const { imposter, chat, clock } = setUp();
    await imposter.start(document(), { linkingHeartbeat: true });
    await chat.account('yahav').scan();
    await clock.advance(10 * MINUTE);
    expect(await imposter.status('yahav')).toMatchObject({ status: 'connected' });
  });

  it('refuses to start a bot twice, but starts one that lost its connection for good', async () => {
    const { imposter, account } = await setUpLinked();
    await expect(imposter.start(document())).rejects.toMatchObject({ code: 'already_active' });
    account.report({ status: 'disconnected', error: { code: 'replaced', message: 'elsewhere' } });
    expect(await imposter.status('yahav')).toMatchObject({
      status: 'disconnected',
      lastError: { code: 'replaced' },
    });
    await imposter.start(document());
    expect(await imposter.status('yahav')).toMatchObject({ status: 'connected' });
  });

  it('deletes the link of exactly this bot and keeps its configuration', async () => {
    const { imposter, chat } = await setUpLinked();
    await imposter.start(document({ user_id: 'other' }));
    await chat.account('other').scan();
    await imposter.unlink('yahav');
    expect(await imposter.statuses()).toMatchObject([
      { userId: 'other', status: 'connected', authenticated: true },
      { userId: 'yahav', status: 'disconnected', authenticated: false },
    ]);
    expect(await imposter.configuration('yahav')).toMatchObject({ user_id: 'yahav' });
  });

  it('unlinks a bot that does not run', async () => {
    const { imposter, restart } = await setUpLinked();
    await imposter.close();
    const next = restart();
    await next.imposter.unlink('yahav');
    expect(await next.imposter.status('yahav')).toMatchObject({ authenticated: false });
  });

  it('resumes after a restart what was running and linked, without a QR', async () => {
    const { imposter, restart } = await setUpLinked();
    await imposter.start(document({ user_id: 'half-linked' }));
    await imposter.saveConfiguration(document({ user_id: 'never-started' }));
    await imposter.close();
    const next = restart();
    await next.imposter.resume();
    expect(await next.imposter.statuses()).toMatchObject([
      { userId: 'half-linked', status: 'disconnected' },
      { userId: 'never-started', status: 'disconnected' },
      { userId: 'yahav', status: 'connected' },
    ]);
    expect(next.named('qr')).toEqual([]);
  });
});

describe('createImposter: answering', () => {
  it('answers a whitelisted contact in persona, with the text', async () => {
    const { account, llm, named, imposter } = await setUpLinked();
    await account.says(ANN, 'are you there?');
    await account.hears(1);
    expect(llm.requests[0]?.system).toMatch(/^You are yahav\./);
    expect(llm.requests[0]?.messages.at(-1)?.content).toMatch(/^\[.*"ann@fake".*\]\nare you there\?$/);
    expect(account.sent).toMatchObject([{ chatId: ANN, text: 'echo: are you there?' }]);
    await settled();
    expect(named('reply')).toMatchObject([{ correspondentId: ANN, text: 'echo: are you there?' }]);
    expect(await imposter.queue('yahav')).toEqual(new Map());
  });

  it('gives a stranger nothing, and keeps what the stranger wrote', async () => {
    const { account, llm, imposter } = await setUpLinked();
    await account.says('stranger@fake', 'hello?');
    await settled();
    expect(llm.requests).toEqual([]);
    expect(account.sent).toEqual([]);
    expect([...(await imposter.queue('yahav')).keys()]).toEqual(['stranger@fake']);
  });

  it('collects without a model and never answers', async () => {
    const { account, imposter } = await setUpLinked({ llm_provider_config: null });
    await account.says(ANN, 'hi');
    await settled();
    expect(account.sent).toEqual([]);
    expect((await imposter.queue('yahav')).get(ANN)).toMatchObject([{ id: 1, content: 'hi' }]);
    expect(await imposter.context('yahav')).toEqual(new Map());
    expect(await imposter.status('yahav')).toMatchObject({ mode: 'collection_only' });
  });

  it('links and collects without a key, and says what is missing', async () => {
    const { account, imposter } = await setUpLinked({
      llm_provider_config: { provider_name: 'fakeLlm', provider_config: { model: 'keyless' } },
    });
    await account.says(ANN, 'hi');
    expect(await imposter.status('yahav')).toMatchObject({
      status: 'connected',
      mode: 'fully_functional',
      lastError: { code: 'llm_key_missing', message: 'Set FAKE_API_KEY.' },
    });
    expect((await imposter.queue('yahav')).get(ANN)).toHaveLength(1);
  });

  it('remembers the conversation, the words of the owner included', async () => {
    const { account, llm } = await setUpLinked();
    await account.says(ANN, 'first');
    await account.hears(1);
    await settled();
    const sender = { identifier: 'owner@fake', alternateIdentifiers: [] };
    await account.says(ANN, 'typed by hand', { source: 'user_outgoing', sender });
    await account.says(ANN, 'second');
    await account.hears(2);
    const roles = llm.requests[1]?.messages.map(({ role, content }) => [role, content.split('\n').at(-1)]);
    expect(roles).toEqual([
      ['user', 'first'],
      ['assistant', 'typed by hand'],
      ['user', 'second'],
    ]);
    expect(llm.requests[1]?.messages[1]?.content).toBe('echo: first\ntyped by hand');
  });

  it('leaves to the owner what the owner answers first', async () => {
    const { account, clock, llm, imposter } = await setUpLinked({ behavior: {} });
    await account.says(ANN, 'are you there?');
    const sender = { identifier: 'owner@fake', alternateIdentifiers: [] };
    await account.says(ANN, 'yes, myself', { source: 'user_outgoing', sender });
    await clock.advance(10 * SECOND);
    expect(llm.requests).toEqual([]);
    expect(await imposter.queue('yahav')).toEqual(new Map());
  });

  it('does not take the echo of its own message for the words of the owner', async () => {
    const { account, named } = await setUpLinked();
    await account.says(ANN, 'hi');
    const [sent] = await account.hears(1);
    await settled();
    await account.says(ANN, 'echo: hi', {
      source: 'user_outgoing',
      providerMessageId: sent?.messageId ?? '',
    });
    expect(named('message')).toHaveLength(1);
  });

  it('answers a message that is delivered many times once', async () => {
    const { account, llm } = await setUpLinked();
    const message = await account.says(ANN, 'once');
    await account.hears(1);
    await Promise.all(Array.from({ length: 20 }, () => account.deliver([message, message])));
    await settled();
    expect(llm.requests).toHaveLength(1);
    expect(account.sent).toHaveLength(1);
  });

  it('waits for the end of a burst and answers it as one', async () => {
    const { account, clock, llm } = await setUpLinked({ behavior: {} });
    for (const text of ['so', 'I was thinking', 'dinner?']) {
      await account.says(ANN, text);
      await clock.advance(SECOND);
    }
    expect(llm.requests).toEqual([]);
    await clock.advance(200);
    expect(llm.requests).toHaveLength(1);
    expect(llm.requests[0]?.messages.at(-1)?.content).toMatch(/\nso\nI was thinking\ndinner\?$/);
  });

  it('answers in an allowed group, naming who spoke', async () => {
    const { account, llm } = await setUpLinked({
      chat_provider_config: { provider_name: 'fakeChat', provider_config: { allow_group_messages: true } },
    });
    const group = { identifier: 'g1@fake', kind: 'group' as const, savedName: 'Movies' };
    await account.says(group, 'snacks?\nDana: me!', {
      sender: { identifier: 'noa@fake', alternateIdentifiers: [], pushName: 'Noa' },
    });
    await account.hears(1);
    expect(llm.requests[0]?.messages[0]?.content).toMatch(/\nNoa: snacks\?\n {2}Dana: me!$/);
    expect(account.sent[0]?.chatId).toBe('g1@fake');
  });

  it('sends the lines of an answer as messages of their own, in order', async () => {
    const { account, llm } = await setUpLinked();
    llm.answerWith(() => 'one\ntwo\nthree');
    await account.says(ANN, 'hi');
    expect((await account.hears(3)).map(({ text }) => text)).toEqual(['one', 'two', 'three']);
  });

  it('tells about evictions, and when the message was waiting for an answer', async () => {
    const { account, llm, named } = await setUpLinked({ queue_config: { max_messages: 1 } });
    llm.answerWith(() => new Promise(() => {}));
    await account.says(ANN, 'one');
    await account.says(ANN, 'two');
    await account.says('stranger@fake', 'one');
    await account.says('stranger@fake', 'two');
    expect(named('eviction')).toEqual([
      { userId: 'yahav', correspondentId: ANN, messageId: 1, reason: 'message_count', wasWaiting: true },
      {
        userId: 'yahav',
        correspondentId: 'stranger@fake',
        messageId: 1,
        reason: 'message_count',
        wasWaiting: false,
      },
    ]);
  });
});

describe('createImposter: failures', () => {
  it('retries the model and answers in the end; other contacts are not held up', async () => {
    const { account, clock, llm } = await setUpLinked();
    let failures = 2;
    llm.answerWith((request) => {
      if (request.messages.at(-1)?.content.endsWith('hard') && failures-- > 0)
        throw new LlmError('server', 'down');
      return 'done';
    });
    await account.says(ANN, 'hard');
    await account.says({ identifier: 'n@fake', savedName: 'Noa' }, 'easy');
    await settled();
    expect(account.sent.map(({ chatId }) => chatId)).toEqual(['n@fake']);
    await clock.advance(20 * SECOND);
    expect(account.sent.map(({ chatId }) => chatId)).toEqual(['n@fake', ANN]);
  });

  it('keeps trying while the question is fresh, then gives it up without a word', async () => {
    const { account, clock, llm, imposter, named } = await setUpLinked();
    llm.answerWith(() => {
      throw new LlmError('network', 'no route');
    });
    await account.says(ANN, 'hello?');
    await clock.advance(9 * MINUTE);
    expect((await imposter.queue('yahav')).get(ANN)).toHaveLength(1);
    await clock.advance(3 * MINUTE);
    expect(await imposter.queue('yahav')).toEqual(new Map());
    expect(account.sent).toEqual([]);
    expect(named('failure').length).toBeGreaterThan(1);
  });

  it('stops asking with a bad key, says so, and keeps the messages', async () => {
    const { account, clock, llm, imposter } = await setUpLinked();
    llm.answerWith(() => {
      throw new LlmError('auth', 'The key was refused.');
    });
    await account.says(ANN, 'one');
    await clock.advance(MINUTE);
    await account.says(ANN, 'two');
    await clock.advance(MINUTE);
    expect(llm.requests).toHaveLength(1);
    expect(await imposter.status('yahav')).toMatchObject({
      status: 'connected',
      lastError: { code: 'llm_auth' },
    });
    expect((await imposter.queue('yahav')).get(ANN)).toHaveLength(2);
  });

  it.each([
    [
      'a refusal',
      () =>
        ({ kind: 'refusal', refusal: 'I cannot', usage: NO_USAGE, model: 'fake', requestId: null }) as const,
    ],
    [
      'half an answer',
      () =>
        ({
          kind: 'text',
          text: 'As I was',
          finish: 'length',
          usage: NO_USAGE,
          model: 'fake',
          requestId: null,
        }) as const,
    ],
    ['silence', () => 'NO_REPLY'],
    [
      'a filter',
      () => {
        throw new LlmError('content_filter', 'filtered');
      },
    ],
  ])('says nothing on %s', async (_, answer) => {
    const { account, clock, llm, imposter } = await setUpLinked();
    llm.answerWith(answer);
    await account.says(ANN, 'hi');
    await clock.advance(MINUTE);
    expect(llm.requests).toHaveLength(1);
    expect(account.sent).toEqual([]);
    expect(await imposter.queue('yahav')).toEqual(new Map());
  });

  it('sends again under the same id when it does not know whether the platform has it', async () => {
    const { account, clock } = await setUpLinked();
    account.failSends(new SendError('retryable', 'no answer'), new SendError('closed', 'gone'));
    await account.says(ANN, 'hi');
    await clock.advance(5 * SECOND);
    expect(account.sent).toEqual([]);
    account.report({ status: 'connected' });
    await settled();
    expect(account.sent).toHaveLength(1);
  });

  it('gives up a message that the platform rejects, tells it, and goes on with the next', async () => {
    const { account, named } = await setUpLinked();
    account.failSends(new SendError('rejected', 'not you'));
    await account.says(ANN, 'one');
    await settled();
    expect(named('failure')).toMatchObject([{ correspondentId: ANN, error: { kind: 'rejected' } }]);
    await account.says(ANN, 'two');
    await account.hears(1);
    expect(account.sent[0]?.text).toBe('echo: two');
  });

  it('survives listeners that throw', async () => {
    const { imposter, account } = await setUpLinked();
    imposter.on('message', () => {
      throw new Error('listener');
    });
    await account.says(ANN, 'hi');
    await expect(account.hears(1)).resolves.toHaveLength(1);
  });
});

const NO_USAGE = { inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, reasoningTokens: 0 };

describe('createImposter: restarts', () => {
  it('answers after a restart what was being thought about, once', async () => {
    const { account, llm, imposter, clock, chat, restart } = await setUpLinked();
    llm.answerWith(() => new Promise(() => {}));
    await account.says(ANN, 'before the crash');
    await settled();
    expect(llm.requests).toHaveLength(1);
    const closing = imposter.close();
    await clock.advance(10 * SECOND);
    await closing;
    const next = restart();
    await next.imposter.resume();
    await settled();
    expect(chat.account('yahav').sent).toMatchObject([
      { chatId: ANN, text: 'echo: before the crash', repeats: 0 },
    ]);
  });

  it('sends after a restart what was decided but not acknowledged, with the same id', async () => {
    const { account, imposter, chat, clock, restart } = await setUpLinked();
    account.failSends(new SendError('closed', 'gone'));
    await account.says(ANN, 'hi');
    await settled();
    const closing = imposter.close();
    await clock.advance(10 * SECOND);
    await closing;
    const next = restart();
    await next.imposter.resume();
    await settled();
    expect(next.llm.requests).toEqual([]);
    expect(chat.account('yahav').sent).toMatchObject([{ text: 'echo: hi' }]);
  });

  it('parks what was begun three times without an end, and only that', async () => {
    const context = await setUpLinked();
    let process = { imposter: context.imposter, llm: context.llm, named: context.named };
    process.llm.answerWith(() => new Promise(() => {}));
    await context.account.says(ANN, 'poison');
    await settled();
    for (let crash = 0; crash < 3; crash++) {
      if (crash === 2) await context.chat.account('yahav').says(ANN, 'innocent');
      await settled();
      // The process dies: nothing it still does is written.
      await context.store.close();
      process = context.restart();
      if (crash < 2) process.llm.answerWith(() => new Promise(() => {}));
      await process.imposter.resume();
    }
    await settled();
    expect(process.named('failure').map(({ error }) => String(error))).toEqual([
      expect.stringContaining('parked'),
    ]);
    expect(context.chat.account('yahav').sent).toMatchObject([{ text: 'echo: innocent' }]);
  });

  it('does not count an orderly stop as an attempt', async () => {
    const context = await setUpLinked();
    let { imposter, llm } = context;
    llm.answerWith(() => new Promise(() => {}));
    await context.account.says(ANN, 'hello');
    for (let stop = 0; stop < 4; stop++) {
      await settled();
      const closing = imposter.close();
      await context.clock.advance(10 * SECOND);
      await closing;
      ({ imposter, llm } = context.restart());
      if (stop < 3) llm.answerWith(() => new Promise(() => {}));
      await imposter.resume();
    }
    await settled();
    expect(context.chat.account('yahav').sent).toHaveLength(1);
  });

  it('waits at the end for a turn under way', async () => {
    const { account, llm, imposter } = await setUpLinked();
    let answer: (text: string) => void = () => {};
    llm.answerWith(
      () =>
        new Promise<string>((resolve) => {
          answer = resolve;
        }),
    );
    await account.says(ANN, 'hi');
    await settled();
    const closing = imposter.close();
    await settled();
    answer('just in time');
    await closing;
    expect(account.sent).toMatchObject([{ text: 'just in time' }]);
  });

  it('does not answer a contact that was taken off the whitelist meanwhile', async () => {
    const { account, llm, imposter, clock, restart } = await setUpLinked();
    llm.answerWith(() => new Promise(() => {}));
    await account.says(ANN, 'hi');
    await settled();
    const closing = imposter.close();
    await clock.advance(10 * SECOND);
    await closing;
    const next = restart();
    await next.imposter.saveConfiguration(document({ respond_to_whitelist: [] }));
    await next.imposter.resume();
    await settled();
    expect(next.llm.requests).toEqual([]);
    expect((await next.imposter.queue('yahav')).get(ANN)).toHaveLength(1);
  });
});

describe('createImposter: configurations', () => {
  it('stores nothing and starts nothing when a document does not validate', async () => {
    const { imposter } = setUp();
    await expect(imposter.start({ ...document(), respond_to_whitelists: [] })).rejects.toMatchObject({
      code: 'invalid_configuration',
      problems: [
        { path: '', message: 'unknown key "respond_to_whitelists"; did you mean "respond_to_whitelist"?' },
      ],
    });
    expect(await imposter.configuredUserIds()).toEqual([]);
  });

  it('shows a document with masked secrets and takes the mask back for the stored one', async () => {
    const { imposter } = setUp();
    const secret = (apiKey: string) =>
      document({ llm_provider_config: { provider_name: 'fakeLlm', provider_config: { api_key: apiKey } } });
    await imposter.saveConfiguration(secret('sk-canary'));
    const shown = await imposter.configuration('yahav');
    expect(JSON.stringify(shown)).not.toContain('sk-canary');
    await imposter.saveConfiguration(shown);
    await expect(imposter.saveConfiguration({ ...shown, user_id: 'copy' })).rejects.toMatchObject({
      problems: [{ path: 'llm_provider_config.provider_config.api_key' }],
    });
  });

  it('shows, and can unlink, a bot whose stored configuration does not validate any more', async () => {
    const { imposter, store, chat, restart } = setUp();
    await imposter.start(document());
    await chat.account('yahav').scan();
    await chat.account('yahav').says('stranger@fake', 'kept');
    await store.configurations.save('yahav', { ...document(), queue_config: { max_messages: 'ten' } });
    await imposter.close();
    const next = restart();
    await next.imposter.resume();
    expect(await next.imposter.status('yahav')).toMatchObject({
      status: 'invalid_config',
      authenticated: true,
    });
    expect((await next.imposter.queue('yahav')).get('stranger@fake')).toHaveLength(1);
    expect(await next.imposter.context('yahav')).toEqual(new Map());
    await next.imposter.unlink('yahav');
    expect(await next.imposter.status('yahav')).toMatchObject({
      status: 'invalid_config',
      authenticated: false,
    });
  });

  it('refuses an id that differs from another only by case', async () => {
    const { imposter } = setUp();
    await imposter.saveConfiguration(document());
    await expect(imposter.saveConfiguration(document({ user_id: 'Yahav' }))).rejects.toMatchObject({
      problems: [{ path: 'user_id' }],
    });
  });

  it('finds the queue of a bot whatever the case of its id', async () => {
    const { account, imposter } = await setUpLinked();
    await account.says('stranger@fake', 'hello');
    expect([...(await imposter.queue('YAHAV')).keys()]).toEqual(['stranger@fake']);
  });

  it('rejects calls for a bot that is not configured', async () => {
    const { imposter } = setUp();
    await expect(imposter.status('nobody')).rejects.toMatchObject({ code: 'unknown_bot' });
    await expect(imposter.queue('nobody')).rejects.toMatchObject({ code: 'unknown_bot' });
    await expect(imposter.unlink('nobody')).rejects.toMatchObject({ code: 'unknown_bot' });
  });
});

describe('createImposter: context', () => {
  it('shows what the model would be sent next, system first', async () => {
    const { account, llm, imposter } = await setUpLinked();
    await account.says(ANN, 'first');
    await account.hears(1);
    await settled();
    llm.answerWith(() => new Promise(() => {}));
    await account.says(ANN, 'second');
    await settled();
    const request = llm.requests[1];
    expect((await imposter.context('yahav')).get(ANN)).toEqual([
      { role: 'system', content: request?.system },
      ...(request?.messages ?? []),
    ]);
    await account.says('stranger@fake', 'hello?');
    expect([...(await imposter.context('yahav')).keys()]).toEqual([ANN]);
  });
});
