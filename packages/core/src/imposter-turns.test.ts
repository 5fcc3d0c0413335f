import { settled } from '@chat-imposter/testing';
import { describe, expect, it } from 'vitest';
import { SendError } from './contracts/chat-provider.ts';
import { LlmError, type LlmRequest } from './contracts/llm-provider.ts';
import { ANN, document, MINUTE, OWNER, SECOND, setUp, setUpLinked } from './test-support/bot.ts';

const NOA = { identifier: 'n@fake', savedName: 'Noa' };
const HOUR = 60 * MINUTE;

/** The contact's own words at the end of a request. */
function asked(request: LlmRequest | undefined): string[] {
  return request?.messages.at(-1)?.content.split('\n').slice(1) ?? [];
}

describe('Newer input', () => {
  it('begins a turn again that has not decided yet, with all of it and under its own id', async () => {
    const { account, llm, store } = await setUpLinked();
    llm.answerWith((request) => (asked(request).length < 2 ? new Promise(() => {}) : 'both'));
    await account.says(ANN, 'one');
    await settled();
    const [before] = await store.turns.open('yahav');
    await account.says(ANN, 'two');
    await settled();
    expect(llm.requests.map(asked)).toEqual([['one'], ['one', 'two']]);
    expect(account.sent.map(({ text }) => text)).toEqual(['both']);
    expect(before).toMatchObject({ state: 'planned', attempts: 1 });
    expect(await store.turns.open('yahav')).toEqual([]);
  });

  it('does so at most twice; the rest is the next turn', async () => {
    const { account, llm } = await setUpLinked();
    const gate = Promise.withResolvers<string>();
    llm.answerWith((request) => (asked(request).includes('four') ? 'last' : gate.promise));
    for (const text of ['one', 'two', 'three', 'four']) {
      await account.says(ANN, text);
      await settled();
    }
    expect(llm.requests.map((request) => asked(request).length)).toEqual([1, 2, 3]);
    gate.resolve('first three');
    await settled();
    expect(asked(llm.requests[3])).toEqual(['four']);
    expect(account.sent.map(({ text }) => text)).toEqual(['first three', 'last']);
  });

  it('waits for the end of the burst, and does not delay an answer for more than eight seconds', async () => {
    const { account, llm, clock } = await setUpLinked({ behavior: {} });
    const gate = Promise.withResolvers<string>();
    llm.answerWith(() => gate.promise);
    await account.says(ANN, 'one');
    await clock.advance(1_200);
    await account.says(ANN, 'two');
    await clock.advance(1_199);
    expect(llm.requests).toHaveLength(1);
    await clock.advance(1);
    expect(llm.requests).toHaveLength(2);
    await clock.advance(8 * SECOND);
    await account.says(ANN, 'too late for this turn');
    await clock.advance(2 * SECOND);
    expect(llm.requests).toHaveLength(2);
    gate.resolve('ok');
    await clock.advance(2 * SECOND);
    expect(asked(llm.requests[2])).toEqual(['too late for this turn']);
  });

  it('costs no attempt, so that a lively contact is never parked', async () => {
    const { account, llm, store, named } = await setUpLinked();
    llm.answerWith(() => new Promise(() => {}));
    for (const text of ['one', 'two', 'three']) {
      await account.says(ANN, text);
      await settled();
    }
    expect(await store.turns.open('yahav')).toMatchObject([{ attempts: 1, messageIds: [1, 2, 3] }]);
    expect(named('failure')).toEqual([]);
  });

  it('does not begin a turn again that an earlier process has begun', async () => {
    const { account, llm, store, restart, chat } = await setUpLinked();
    llm.answerWith(() => new Promise(() => {}));
    await account.says(ANN, 'one');
    await settled();
    // The process dies: nothing it still does is written.
    await store.close();
    const next = restart();
    next.llm.answerWith(() => new Promise(() => {}));
    await next.imposter.resume();
    await settled();
    await chat.account('yahav').says(ANN, 'two');
    await settled();
    expect(next.llm.requests.map(asked)).toEqual([['one']]);
  });

  it.each([0, 1, 2, 3, 5, 8, 13, 21])(
    'is neither lost nor answered twice when it comes %i microtasks later',
    async (microtasks) => {
      const { account, llm } = await setUpLinked();
      llm.answerWith((request) => asked(request).join('+'));
      await account.says(ANN, 'one');
      for (let tick = 0; tick < microtasks; tick++) await Promise.resolve();
      await account.says(ANN, 'two');
      await settled();
      expect(account.sent.map(({ text }) => text).join('+')).toBe('one+two');
    },
  );
});

describe('A language model that is away', () => {
  it('is asked no more than once in 30 seconds, and answers what is still fresh when it is back', async () => {
    const { account, llm, clock, store, imposter } = await setUpLinked({
      respond_to_whitelist: ['Noa', ...Array.from({ length: 40 }, (_, index) => `c${index}@fake`)],
    });
    let isAway = true;
    let calls = 0;
    llm.answerWith(() => {
      calls += 1;
      if (isAway) throw new LlmError('server', 'down');
      return 'hello';
    });
    for (let index = 0; index < 40; index++) await account.says(`c${index}@fake`, 'hi');
    await clock.advance(MINUTE);
    const callsBefore = calls;
    await clock.advance(HOUR);
    expect(calls - callsBefore).toBeLessThanOrEqual(HOUR / (30 * SECOND));
    expect(await store.messages.conversation('yahav', 'c7@fake', { limit: 1, since: 0 })).toMatchObject([
      { state: 'skipped', reason: 'stale' },
    ]);
    expect(await imposter.queue('yahav')).toEqual(new Map());
    await account.says(NOA, 'fresh');
    isAway = false;
    await clock.advance(MINUTE);
    expect(account.sent.map(({ chatId }) => chatId)).toEqual([NOA.identifier]);
  });

  it('is tried by a single turn, and the others follow at once when it is back', async () => {
    const { account, llm, clock } = await setUpLinked();
    let isAway = true;
    llm.answerWith(() => {
      if (isAway) throw new LlmError('network', 'gone');
      return 'hello';
    });
    await account.says(ANN, 'hi');
    await account.says(NOA, 'hi');
    await clock.advance(20 * SECOND);
    isAway = false;
    await clock.advance(40 * SECOND);
    expect(account.sent.map(({ chatId }) => chatId).toSorted()).toEqual([ANN, NOA.identifier]);
  });

  it('is left alone for ten minutes when the quota is used up, and the status says so', async () => {
    const { account, llm, clock, imposter } = await setUpLinked();
    llm.answerWith(() => {
      throw new LlmError('quota', 'used up');
    });
    await account.says(ANN, 'hi');
    await account.says(NOA, 'hi');
    await clock.advance(9 * MINUTE);
    expect(llm.requests.length).toBeLessThanOrEqual(2);
    expect(await imposter.status('yahav')).toMatchObject({
      status: 'connected',
      lastError: { code: 'llm_quota' },
    });
  });
});

describe('A question that waited too long for the model', () => {
  it('is not asked any more when the model may be asked again', async () => {
    const { account, llm, clock, store } = await setUpLinked();
    llm.answerWith(() => {
      throw new LlmError('quota', 'used up');
    });
    await account.says(ANN, 'hi');
    await settled();
    llm.answerWith(() => 'too late');
    await clock.advance(11 * MINUTE);
    expect(llm.requests).toHaveLength(1);
    expect(account.sent).toEqual([]);
    const conversation = await store.messages.conversation('yahav', ANN, { limit: 1, since: 0 });
    expect(conversation).toMatchObject([{ state: 'skipped', reason: 'stale' }]);
  });
});

describe('A conversation that is too long for the model', () => {
  it('is shown by half, once', async () => {
    const { account, llm } = await setUpLinked();
    for (const text of ['a', 'b', 'c', 'd']) {
      await account.says(ANN, text);
      await settled();
    }
    const before = llm.requests.length;
    llm.answerWith(() => {
      throw new LlmError('context_length', 'too long');
    });
    await account.says(ANN, 'e');
    await settled();
    const [whole, half, ...more] = llm.requests.slice(before);
    expect(more).toEqual([]);
    expect(half?.messages.length).toBeLessThan(whole?.messages.length ?? 0);
    expect(asked(half)).toEqual(['e']);
    expect(account.sent).toHaveLength(4);
  });
});

describe('The loop guard', () => {
  async function talkToABot(loopGuard: boolean) {
    const context = setUp({ loopGuard });
    await context.imposter.start(document());
    const account = context.chat.account('yahav');
    await account.scan();
    for (let count = 1; count <= 20; count++) {
      await account.says(ANN, `${String.fromCharCode(96 + count).repeat(9)}`);
      await settled();
      await context.clock.advance(SECOND);
    }
    return { ...context, account };
  }

  it('mutes a contact that answers at the rhythm of a bot, tells so, and keeps what it writes', async () => {
    const { account, named, imposter, clock } = await talkToABot(true);
    expect(account.sent).toHaveLength(11);
    expect(named('failure')).toMatchObject([{ correspondentId: ANN, error: { code: 'loop_suspected' } }]);
    expect(named('message').at(-1)).toMatchObject({ state: 'collected', reason: 'loop_guard' });
    expect((await imposter.queue('yahav')).get(ANN)).toHaveLength(9);
    await account.says(NOA, 'hi');
    await settled();
    expect(account.sent).toHaveLength(12);
    await clock.advance(10 * MINUTE);
    await account.says(ANN, 'human after all');
    await settled();
    expect(account.sent).toHaveLength(13);
  });

  it('can be turned off', async () => {
    const { account } = await talkToABot(false);
    expect(account.sent).toHaveLength(20);
  });
});

describe('The echo of what the bot sent', () => {
  it('is recognised by its text also under another id, once', async () => {
    const { account, named } = await setUpLinked();
    await account.says(ANN, 'hi');
    await account.hears(1);
    const echo = { source: 'user_outgoing', sender: OWNER } as const;
    await account.says(ANN, 'echo: hi', echo);
    expect(named('message')).toHaveLength(1);
    await account.says(ANN, 'echo: hi', echo);
    expect(named('message').slice(1)).toMatchObject([
      { state: 'said', message: { source: 'user_outgoing' } },
    ]);
  });

  it('is no echo two minutes later', async () => {
    const { account, named, clock } = await setUpLinked();
    await account.says(ANN, 'hi');
    await account.hears(1);
    await clock.advance(2 * MINUTE);
    await account.says(ANN, 'echo: hi', { source: 'user_outgoing', sender: OWNER });
    expect(named('message')).toHaveLength(2);
  });
});

describe('An answer without a connection', () => {
  it('takes no place from other bots', async () => {
    const context = setUp({ maxConcurrentTurns: 1 });
    await context.imposter.start(document());
    await context.imposter.start(document({ user_id: 'other' }));
    const [one, other] = ['yahav', 'other'].map((userId) => context.chat.account(userId));
    await one?.scan();
    await other?.scan();
    one?.failSends(new SendError('closed', 'gone'));
    await one?.says(ANN, 'hi');
    await settled();
    await other?.says(ANN, 'hello');
    await settled();
    expect([one?.sent.length, other?.sent.length]).toEqual([0, 1]);
    one?.report({ status: 'connecting' });
    one?.report({ status: 'connected' });
    await settled();
    expect(one?.sent).toMatchObject([{ text: 'echo: hi' }]);
  });

  it('goes on with the part that was not acknowledged', async () => {
    const { imposter, chat, llm } = setUp();
    const open = chat.open.bind(chat);
    const sends: string[] = [];
    chat.open = (context) => {
      const session = open(context);
      const send: typeof session.send = async (chatId, text, options) => {
        sends.push(text);
        if (sends.length === 2) throw new SendError('closed', 'gone');
        await session.send(chatId, text, options);
      };
      return { ...session, send };
    };
    llm.answerWith(() => 'one\ntwo\nthree');
    await imposter.start(document());
    const account = chat.account('yahav');
    await account.scan();
    await account.says(ANN, 'hi');
    await settled();
    expect(sends).toEqual(['one', 'two']);
    account.report({ status: 'connecting' });
    account.report({ status: 'connected' });
    await settled();
    expect(sends).toEqual(['one', 'two', 'two', 'three']);
    expect(account.sent.map(({ repeats }) => repeats)).toEqual([0, 0, 0]);
  });

  it('does not take word of the history for a new connection', async () => {
    const { imposter, account, clock, named } = await setUpLinked();
    account.failSends(new SendError('closed', 'gone'));
    await account.says(ANN, 'hi');
    await settled();
    const { since } = await imposter.status('yahav');
    const told = named('status').length;
    await clock.advance(1_000);
    account.report({ status: 'connected', historyPercent: 40 });
    account.report({ status: 'connected', historyPercent: 40 });
    await settled();
    expect(account.sent).toEqual([]);
    expect(await imposter.status('yahav')).toMatchObject({ status: 'connected', since, historyPercent: 40 });
    account.report({ status: 'connected' });
    expect(named('status').slice(told)).toEqual([
      { userId: 'yahav', status: 'connected', historyPercent: 40 },
      { userId: 'yahav', status: 'connected' },
    ]);
    expect(await imposter.status('yahav')).not.toHaveProperty('historyPercent');
  });

  it('is not sent any more after a day', async () => {
    const { account, clock, named, store } = await setUpLinked();
    account.failSends(new SendError('closed', 'gone'));
    await account.says(ANN, 'hi');
    await settled();
    account.report({ status: 'connecting' });
    await clock.advance(24 * HOUR + 1);
    account.report({ status: 'connected' });
    await settled();
    expect(account.sent).toEqual([]);
    expect(named('failure')).toMatchObject([
      { error: { message: 'An answer could not be sent for a day.' } },
    ]);
    expect(await store.turns.open('yahav')).toEqual([]);
  });
});

describe('Clearing a queue', () => {
  it('takes out what is queued of one contact or of all, and never reuses an id', async () => {
    const { imposter, account } = await setUpLinked();
    for (const from of ['a@fake', 'b@fake']) await account.says(from, 'hello');
    await imposter.clearQueue('yahav', 'a@fake');
    expect([...(await imposter.queue('yahav')).keys()]).toEqual(['b@fake']);
    await imposter.clearQueue('yahav');
    expect(await imposter.queue('yahav')).toEqual(new Map());
    await account.says('a@fake', 'again');
    expect((await imposter.queue('yahav')).get('a@fake')).toMatchObject([{ id: 2 }]);
  });

  it('refuses a contact that the bot does not have, and a bot that there is not', async () => {
    const { imposter } = await setUpLinked();
    await expect(imposter.clearQueue('yahav', 'nobody@fake')).rejects.toMatchObject({
      code: 'unknown_contact',
    });
    await expect(imposter.clearQueue('nobody')).rejects.toMatchObject({ code: 'unknown_bot' });
  });

  it('lets nothing be sent of a turn that is thinking', async () => {
    const { imposter, account, llm, store } = await setUpLinked();
    const gate = Promise.withResolvers<string>();
    llm.answerWith(() => gate.promise);
    await account.says(ANN, 'hi');
    await settled();
    await imposter.clearQueue('yahav', ANN);
    gate.resolve('too late');
    await settled();
    expect(account.sent).toEqual([]);
    expect(await store.turns.open('yahav')).toEqual([]);
    llm.answerWith(() => 'new');
    await account.says(ANN, 'next');
    await expect(account.hears(1)).resolves.toMatchObject([{ text: 'new' }]);
  });

  it('lets no further part be sent of an answer on its way, after a restart either', async () => {
    const { imposter, account, llm, clock, restart, chat, store } = await setUpLinked();
    llm.answerWith(() => 'one\ntwo\nthree');
    account.failSends(new SendError('retryable', 'again'));
    await account.says(ANN, 'hi');
    await settled();
    const cleared = imposter.clearQueue('yahav');
    await clock.advance(5 * SECOND);
    await cleared;
    const sent = account.sent.length;
    expect(await store.turns.open('yahav')).toEqual([]);
    await imposter.close();
    await restart().imposter.resume();
    await settled();
    expect(chat.account('yahav').sent).toHaveLength(sent);
    expect(sent).toBeLessThan(3);
  });

  it('leaves nothing between cleared and answered, whenever it comes meanwhile', async () => {
    const answered: boolean[] = [];
    for (let microtasks = 0; microtasks < 60; microtasks++) {
      const { imposter, account, llm } = await setUpLinked();
      llm.answerWith(() => new Promise(() => {}));
      await account.says(ANN, 'old');
      await settled();
      llm.answerWith((request) => asked(request).join('+'));
      const clearing = imposter.clearQueue('yahav');
      for (let tick = 0; tick < microtasks; tick++) await Promise.resolve();
      await account.says(ANN, 'new');
      await clearing;
      await settled();
      expect(await imposter.queue('yahav'), `after ${microtasks} microtasks`).toEqual(new Map());
      answered.push(account.sent.length === 1);
      if (account.sent.length > 0) expect(account.sent[0]?.text).toBe('new');
    }
    expect(answered.at(-1)).toBe(true);
  });

  it('works on a bot that does not run', async () => {
    const { imposter, account, llm, restart, clock, chat } = await setUpLinked();
    llm.answerWith(() => new Promise(() => {}));
    await account.says(ANN, 'hi');
    await settled();
    const closing = imposter.close();
    await clock.advance(10 * SECOND);
    await closing;
    const next = restart();
    await next.imposter.clearQueue('yahav');
    await next.imposter.resume();
    await settled();
    expect(await next.imposter.queue('yahav')).toEqual(new Map());
    expect(chat.account('yahav').sent).toEqual([]);
  });
});

describe('Stopping, resuming and reloading', () => {
  it('stops without unlinking, stays stopped over a restart, and is resumed by name', async () => {
    const { imposter, restart, chat } = await setUpLinked();
    await imposter.stop('yahav');
    expect(await imposter.status('yahav')).toMatchObject({ status: 'disconnected', authenticated: true });
    await imposter.close();
    const next = restart();
    await next.imposter.resume();
    expect(await next.imposter.status('yahav')).toMatchObject({ status: 'disconnected' });
    await next.imposter.resume('yahav');
    expect(await next.imposter.status('yahav')).toMatchObject({ status: 'connected' });
    await next.imposter.resume('yahav');
    expect(chat.account('yahav').status).toBe('connected');
    expect(next.named('qr')).toEqual([]);
  });

  it.each(['resume', 'reload'] as const)('refuses to %s what is not linked or not there', async (how) => {
    const { imposter } = setUp();
    await imposter.saveConfiguration(document());
    await expect(imposter[how]('yahav')).rejects.toMatchObject({ code: 'not_linked' });
    await expect(imposter[how]('nobody')).rejects.toMatchObject({ code: 'unknown_bot' });
  });

  it('reloads with the stored configuration, and starts what was stopped', async () => {
    const { imposter, account, chat } = await setUpLinked();
    await imposter.saveConfiguration(document({ respond_to_whitelist: ['new@fake'] }));
    await account.says('new@fake', 'not yet');
    await settled();
    expect(account.sent).toEqual([]);
    await imposter.reload('yahav');
    await chat.account('yahav').says('new@fake', 'now');
    await settled();
    expect(chat.account('yahav').sent).toMatchObject([{ chatId: 'new@fake' }]);
    await imposter.stop('yahav');
    await imposter.reload('yahav');
    expect(await imposter.status('yahav')).toMatchObject({ status: 'connected' });
  });

  it('lets a turn end with the configuration it began with, never with a mixture', async () => {
    const { imposter, account, llm, chat, clock } = await setUpLinked();
    const personas: string[] = [];
    const gate = Promise.withResolvers<string>();
    llm.answerWith((request) => {
      personas.push(request.system.split('\n')[0] ?? '');
      return personas.length === 1 ? gate.promise : 'from the new one';
    });
    await account.says(ANN, 'hi');
    await settled();
    await imposter.saveConfiguration(
      document({
        llm_provider_config: { provider_name: 'fakeLlm', provider_config: { system: 'Another persona.' } },
      }),
    );
    const reloading = imposter.reload('yahav');
    await clock.advance(SECOND);
    gate.resolve('from the old one');
    await reloading;
    await chat.account('yahav').says(ANN, 'and now?');
    await settled();
    expect(chat.account('yahav').sent.map(({ text }) => text)).toEqual([
      'from the old one',
      'from the new one',
    ]);
    expect(personas).toEqual(['You are yahav.', 'Another persona.']);
  });

  it('plans a turn anew that did not end in time', async () => {
    const { imposter, account, llm, chat, clock } = await setUpLinked();
    llm.answerWith(() => new Promise(() => {}));
    await account.says(ANN, 'hi');
    await settled();
    const reloading = imposter.reload('yahav');
    llm.answerWith(() => 'anew');
    await clock.advance(10 * SECOND);
    await reloading;
    await settled();
    expect(chat.account('yahav').sent).toMatchObject([{ text: 'anew', repeats: 0 }]);
  });
});

describe('Synced history', () => {
  it('is part of the conversation, by its own time, and is not queued, answered or told', async () => {
    const { account, imposter, llm, named, clock } = await setUpLinked();
    const ago = (minutes: number) => clock.now() - minutes * MINUTE;
    await account.says(ANN, 'second', { origin: 'history', originatingTime: ago(50) });
    await account.says(ANN, 'first', { origin: 'history', originatingTime: ago(55) });
    await account.says(ANN, 'mine', {
      origin: 'history',
      originatingTime: ago(40),
      source: 'user_outgoing',
      sender: OWNER,
    });
    await account.says(ANN, 'too old', { origin: 'history', originatingTime: ago(60 * 48) });
    await settled();
    expect([await imposter.queue('yahav'), named('message'), account.sent]).toEqual([new Map(), [], []]);
    await account.says(ANN, 'now');
    await settled();
    expect(llm.requests[0]?.messages.slice(0, -1)).toEqual([
      { role: 'user', content: '[Thu 11:05, 15 Jan]\nfirst\nsecond' },
      { role: 'assistant', content: 'mine' },
    ]);
  });
});

describe('A name that the contact gave itself', () => {
  it('is not enough, and the event says so', async () => {
    const { account, named } = await setUpLinked();
    await account.says({ identifier: 'x@fake', pushName: 'Noa' }, 'hi');
    await settled();
    expect(account.sent).toEqual([]);
    expect(named('message')).toMatchObject([{ state: 'collected', reason: 'push_name' }]);
  });
});

describe('What the owner answered by hand', () => {
  const mine = { source: 'user_outgoing', sender: OWNER } as const;

  it('is not answered after a crash between its two writes', async () => {
    const { account, store, llm, chat, restart } = await setUpLinked();
    llm.answerWith(() => new Promise(() => {}));
    await account.says(ANN, 'shall we?');
    await settled();
    const settle = store.messages.settle.bind(store.messages);
    store.messages.settle = async (...parameters) => {
      await settle(...parameters);
      return new Promise(() => {});
    };
    void account.says(ANN, 'yes, at eight', mine);
    await settled();
    await store.close();
    store.messages.settle = settle;
    const next = restart();
    await next.imposter.resume();
    await settled();
    expect(chat.account('yahav').sent).toEqual([]);
    expect(next.llm.requests).toEqual([]);
  });

  it('is refused, and delivered again, when the store cannot take it', async () => {
    const { account, store, clock } = await setUpLinked({ behavior: {} });
    await account.says(ANN, 'shall we?');
    const settle = store.messages.settle.bind(store.messages);
    store.messages.settle = async () => {
      throw new Error('disk');
    };
    await expect(account.says(ANN, 'yes', { ...mine, providerMessageId: 'o1' })).rejects.toThrow('disk');
    store.messages.settle = settle;
    await account.says(ANN, 'yes', { ...mine, providerMessageId: 'o1' });
    await clock.advance(10 * SECOND);
    expect(account.sent).toEqual([]);
  });

  it('ends the call to the model, which would be paid for in vain', async () => {
    const { account, llm, store } = await setUpLinked();
    llm.answerWith(() => new Promise(() => {}));
    await account.says(ANN, 'shall we?');
    await settled();
    await account.says(ANN, 'yes', mine);
    await settled();
    expect(await store.turns.open('yahav')).toEqual([]);
    llm.answerWith(() => 'next');
    await account.says(ANN, 'and tomorrow?');
    await expect(account.hears(1)).resolves.toMatchObject([{ text: 'next' }]);
  });
});

describe('A send that never ends', () => {
  function deaf(context: ReturnType<typeof setUp>) {
    const open = context.chat.open.bind(context.chat);
    context.chat.open = (session) =>
      session.userId === 'yahav' ? { ...open(session), send: () => new Promise(() => {}) } : open(session);
  }

  it('keeps no place after the bot has stopped', async () => {
    const context = setUp({ maxConcurrentTurns: 1 });
    deaf(context);
    for (const userId of ['yahav', 'other']) {
      await context.imposter.start(document({ user_id: userId }));
      await context.chat.account(userId).scan();
    }
    await context.chat.account('yahav').says(ANN, 'hi');
    await settled();
    const stopped = context.imposter.stop('yahav');
    await context.clock.advance(10 * SECOND);
    await stopped;
    await context.chat.account('other').says(ANN, 'hello');
    await expect(context.chat.account('other').hears(1)).resolves.toHaveLength(1);
  });

  it('holds up neither the clearing of the queue nor a close', async () => {
    const context = setUp();
    deaf(context);
    await context.imposter.start(document());
    await context.chat.account('yahav').scan();
    await context.chat.account('yahav').says(ANN, 'hi');
    await settled();
    await context.imposter.clearQueue('yahav', ANN);
    expect(await context.store.turns.open('yahav')).toEqual([]);
    await context.imposter.close();
  });
});

describe('An account that is to be silent', () => {
  it('sends nothing more, says so, and goes on when it is started again', async () => {
    const { account, imposter, chat } = await setUpLinked();
    account.failSends(new SendError('restricted', 'The account is restricted (463).'));
    await account.says(ANN, 'hi');
    await settled();
    await account.says(NOA, 'hello');
    await settled();
    expect(account.attempts).toHaveLength(1);
    expect(await imposter.status('yahav')).toMatchObject({
      status: 'connected',
      lastError: { code: 'restricted', message: expect.stringContaining('started again') },
    });
    await imposter.reload('yahav');
    await settled();
    expect(chat.account('yahav').sent.map(({ chatId }) => chatId)).toEqual([NOA.identifier]);
  });
});

describe('A language model that aborts by itself', () => {
  it('is not asked again without a pause', async () => {
    const { account, llm } = await setUpLinked();
    llm.answerWith(() => {
      throw new LlmError('aborted', 'my own time limit');
    });
    await account.says(ANN, 'hi');
    for (let round = 0; round < 20; round++) await settled();
    expect(llm.requests).toHaveLength(1);
  });
});
