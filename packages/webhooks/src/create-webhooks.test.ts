import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { settled } from '@chat-imposter/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createWebhooks } from './create-webhooks.ts';
import { type ReceivedRequest, until } from './test-support/receiver.ts';
import { SECRET, tellProgram } from './test-support/told-program.ts';

/** As the specification of Standard Webhooks says it is to be done, with the bytes of the key. */
function verifies({ headers, body }: ReceivedRequest, key: Buffer, now: number): boolean {
  const [id, timestamp, signatures] = ['id', 'timestamp', 'signature'].map((name) =>
    String(headers[`webhook-${name}`]),
  );
  if (Math.abs(now / 1_000 - Number(timestamp)) > 300) return false;
  const expected = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return (signatures ?? '').split(' ').includes(`v1,${expected}`);
}

describe('the verification of these tests', () => {
  it('accepts the published example, and no other body', () => {
    const headers = {
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    };
    const request = { method: 'POST', path: '/', headers, body: '{"test": 2432232314}' };
    const key = Buffer.from('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'base64');
    expect(verifies(request, key, 1_614_265_330_000)).toBe(true);
    expect(verifies({ ...request, body: '{"test":2432232314}' }, key, 1_614_265_330_000)).toBe(false);
  });
});

describe('a webhook', () => {
  it.each([
    [SECRET, Buffer.from(SECRET)],
    ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', Buffer.from('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'base64')],
  ])('is signed with %s, and says who sends it', async (secret, key) => {
    await using told = await tellProgram({ target: { secret, events: ['status'] } });
    await told.link('ann');
    await told.quiet();
    const [request] = told.receiver.received;
    if (request === undefined) throw new Error('Nothing was sent.');
    const event = JSON.parse(request.body) as { id: string };
    expect(request).toMatchObject({
      method: 'POST',
      path: '/hook',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'chat-imposter',
        'webhook-id': event.id,
        'webhook-timestamp': String(told.webhookClock.now() / 1_000),
      },
    });
    expect(event.id).not.toContain('.');
    expect(told.receiver.received.every((each) => verifies(each, key, told.webhookClock.now()))).toBe(true);
  });

  it('tells what happens, in order, each under its own id', async () => {
    await using told = await tellProgram();
    const begin = told.webhookClock.now();
    await told.link('ann');
    await told.momWrites('ann', 'hi');
    await told.quiet();
    const events = told.events();
    const basic = events.filter(({ kind }) => ['status', 'message', 'reply'].includes(kind));
    expect(basic.map(({ kind, data }) => [kind, data.status ?? data.state ?? null])).toEqual([
      ['status', 'connecting'],
      ['status', 'linking'],
      ['status', 'connecting'],
      ['status', 'connected'],
      ['message', 'waiting'],
      ['reply', null],
    ]);
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
    expect(events[0]).toEqual({
      id: expect.any(String),
      kind: 'status',
      time: begin,
      user_id: 'ann',
      data: { user_id: 'ann', status: 'connecting' },
    });
    expect(events.map(({ kind }) => kind)).not.toEqual(expect.arrayContaining(['qr']));
  });

  it('leaves out texts and names, unless the target includes them', async () => {
    await using told = await tellProgram();
    await using knowing = await tellProgram({ target: { includesTexts: true } });
    for (const program of [told, knowing]) {
      await program.link('ann');
      await program.momWrites('ann', 'the code is 4711');
      await program.quiet();
      const bodies = program.receiver.received.map(({ body }) => body).join('\n');
      const seen = ['4711', 'echo:', 'Mom', 'mom@fake'].filter((text) => bodies.includes(text));
      expect(seen).toEqual(program === told ? ['mom@fake'] : ['4711', 'echo:', 'Mom', 'mom@fake']);
    }
  });

  it('is about the bots and the kinds that the target wants', async () => {
    await using told = await tellProgram({ target: { bots: ['BOB'], events: ['message'] } });
    for (const userId of ['ann', 'bob']) {
      await told.link(userId);
      await told.momWrites(userId, 'hi');
    }
    await told.quiet();
    expect(told.events().map(({ kind, user_id }) => [kind, user_id])).toEqual([['message', 'bob']]);
  });

  it('delays no message while the target does not answer', async () => {
    await using told = await tellProgram();
    told.receiver.answerWith(() => {});
    await told.link('ann');
    await told.momWrites('ann', 'hi');
    expect(told.chat.account('ann').sent.map(({ text }) => text)).toEqual(['echo: hi']);
    expect(told.webhooks.pending).toBeGreaterThan(2);
  });
});

describe('what is not delivered', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'webhooks-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('is sent again, the same under the same id, signed anew; others wait behind it', async () => {
    await using told = await tellProgram({ target: { events: ['message'] }, timeoutMs: 3_600_000 });
    const { receiver, webhooks, webhookClock } = told;
    await told.link('ann');
    receiver.answerWith(500);
    await told.momWrites('ann', 'one');
    await told.momWrites('ann', 'two');
    await until(() => receiver.received.length === 1);
    receiver.answerWith(200);
    while (webhooks.pending > 0) await webhookClock.advance(5_000);
    const [first, second, third] = receiver.received;
    expect(receiver.received).toHaveLength(3);
    expect(second?.body).toBe(first?.body);
    expect(third?.headers['webhook-id']).not.toBe(first?.headers['webhook-id']);
    for (const header of ['webhook-timestamp', 'webhook-signature'])
      expect(second?.headers[header]).not.toBe(first?.headers[header]);
  });

  it('becomes a dead letter, without the secret: in the file, the log and the hands of the program', async () => {
    const file = join(folder, 'dead.jsonl');
    await using told = await tellProgram({ target: { events: ['reply'] }, deadLetterFile: file });
    told.receiver.answerWith(410);
    await told.link('ann');
    await told.momWrites('ann', 'hi');
    await told.quiet();
    await told.webhooks.close();
    const [line = '', ...rest] = (await readFile(file, 'utf8')).split('\n');
    const [event] = told.events();
    expect(rest).toEqual(['']);
    expect(JSON.parse(line)).toEqual({
      time: told.webhookClock.now(),
      reason: 'rejected',
      url: told.receiver.url,
      tries: 1,
      last_failure: 'status 410',
      event,
    });
    if (process.platform !== 'win32') expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(told.letters).toMatchObject([{ reason: 'rejected', lastFailure: 'status 410', event }]);
    expect(told.webhooks.deadLetters).toBe(1);
    expect(told.logger.lines).toEqual([
      {
        level: 'warn',
        message: 'an event was given up: the target did not get it',
        fields: {
          target: `http://127.0.0.1:${told.receiver.port}`,
          kind: 'reply',
          userId: 'ann',
          eventId: event?.id,
          reason: 'rejected',
          tries: 1,
          lastFailure: 'status 410',
        },
      },
    ]);
    const all = inspect([line, told.letters, told.logger.lines, told.webhooks], {
      depth: 20,
      showHidden: true,
    });
    expect(all).not.toContain(SECRET);
    expect(all).not.toContain(Buffer.from(SECRET).toString('base64'));
  });

  it('harms nobody when the program and its logger fail', async () => {
    const fail = () => {
      throw new Error('broken');
    };
    const logger = { debug: fail, info: fail, warn: fail, error: fail };
    const deadLetterFile = join(folder, 'nowhere', 'dead.jsonl');
    await using told = await tellProgram({ logger, deadLetterFile, onDeadLetter: fail });
    told.receiver.answerWith(404);
    await told.link('ann');
    await told.quiet();
    await told.webhooks.close();
    expect(told.webhooks.deadLetters).toBe(4);
  });

  it('is told when the program fails', async () => {
    await using told = await tellProgram({
      target: { events: ['link_lost'] },
      deadLetterFile: join(folder, 'nowhere', 'dead.jsonl'),
      onDeadLetter: async () => {
        throw new Error('broken');
      },
    });
    told.receiver.answerWith(404);
    await told.link('ann');
    await told.chat.account('ann').unlink();
    await told.quiet();
    await told.webhooks.close();
    expect(told.logger.lines.map(({ level, message }) => [level, message])).toEqual([
      ['warn', 'an event was given up: the target did not get it'],
      ['error', 'onDeadLetter threw'],
      ['error', 'the file of dead letters cannot be written: they are lost until it can'],
    ]);
  });

  it('is given up when the program ends, after five seconds', async () => {
    const deadLetterFile = join(folder, 'dead.jsonl');
    await using told = await tellProgram({ target: { events: ['message'] }, deadLetterFile });
    told.receiver.answerWith(() => {});
    await told.link('ann');
    await told.momWrites('ann', 'one');
    await told.momWrites('ann', 'two');
    await until(() => told.receiver.received.length === 1);
    const closed = told.webhooks.close();
    await told.webhookClock.advance(5_000);
    await closed;
    // At once: what closes is about to end the process.
    expect(readFileSync(deadLetterFile, 'utf8').split('\n')).toHaveLength(3);
    expect(told.letters.map(({ reason }) => reason)).toEqual(['closed', 'closed']);
    expect([told.webhooks.pending, told.webhooks.deadLetters]).toEqual([0, 2]);
  });

  it('is not more than may wait', async () => {
    await using told = await tellProgram({ target: { events: ['status'] }, maxQueued: 2 });
    await told.link('ann');
    expect(told.letters.map(({ reason, tries }) => [reason, tries])).toEqual(
      told.letters.map(() => ['overflow', 0]),
    );
    await told.quiet();
    expect(told.events().length + told.letters.length).toBe(4);
  });
});

describe('close', () => {
  it('ends listening, and sends what was told until then', async () => {
    await using told = await tellProgram({ target: { events: ['status'] } });
    await told.link('ann');
    const closed = told.webhooks.close();
    await told.imposter.stop('ann');
    await closed;
    expect(told.events().map(({ data }) => data.status)).toEqual([
      'connecting',
      'linking',
      'connecting',
      'connected',
    ]);
    expect(told.webhooks.close()).toBe(told.webhooks.close());
  });
});

describe('what follows from events', () => {
  it('is that a link is lost, and restored', async () => {
    await using told = await tellProgram({ target: { events: ['link_lost', 'link_restored'] } });
    await told.link('ann');
    await told.chat.account('ann').unlink();
    await told.quiet();
    expect(told.events()).toMatchObject([
      {
        kind: 'link_lost',
        user_id: 'ann',
        data: { user_id: 'ann', status: 'disconnected', last_error: { code: 'logged_out' } },
      },
    ]);
    await told.link('ann');
    await told.quiet();
    expect(told.events().slice(1)).toMatchObject([
      { kind: 'link_restored', user_id: 'ann', data: { user_id: 'ann', status: 'connected' } },
    ]);
  });

  it('is no lost link when the owner stops a bot, or the connection breaks', async () => {
    await using told = await tellProgram({ target: { events: ['link_lost', 'link_restored'] } });
    await told.link('ann');
    told.chat.account('ann').cut();
    await settled();
    await told.imposter.stop('ann');
    await told.imposter.resume('ann');
    await told.imposter.unlink('ann');
    await told.quiet();
    expect(told.events()).toEqual([]);
  });

  it('is that the budget is used up, once until there is a reply', async () => {
    await using told = await tellProgram({ target: { events: ['budget_reached'] } });
    await told.link('ann');
    told.failModel('quota');
    for (const text of ['one', 'two']) {
      await told.momWrites('ann', text);
      await told.clock.advance(15 * 60_000);
    }
    await told.quiet();
    expect(told.events()).toMatchObject([
      { kind: 'budget_reached', data: { user_id: 'ann', code: 'llm_quota' } },
    ]);
    told.failModel(null);
    await told.momWrites('ann', 'three');
    await told.clock.advance(15 * 60_000);
    told.failModel('quota');
    await told.momWrites('ann', 'four');
    await told.quiet();
    expect(told.events().map(({ kind }) => kind)).toEqual(['budget_reached', 'budget_reached']);
  });
});

describe('createWebhooks', () => {
  const imposter = { on: () => () => {} };

  it.each([0, -1, 1.5, Number.NaN])('refuses a limit of %s', (limit) => {
    expect(() => createWebhooks(imposter, { targets: [], timeoutMs: limit })).toThrow(RangeError);
    expect(() => createWebhooks(imposter, { targets: [], maxQueued: limit })).toThrow(
      'maxQueued must be a whole number',
    );
  });

  it('says which target is not in order', () => {
    const target = { url: 'https://example.com/', secret: SECRET, events: ['status'] as const };
    const targets = [target, { ...target, secret: 'short' }];
    expect(() => createWebhooks(imposter, { targets })).toThrow('target 2: its secret needs at least 16');
  });

  it('takes no private address by default', () => {
    const target = { url: 'https://127.0.0.1/', secret: SECRET, events: ['status'] as const };
    expect(() => createWebhooks(imposter, { targets: [target] })).toThrow('Set allowPrivateAddresses');
  });
});
