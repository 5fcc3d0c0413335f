import type { FaultDetails, LlmFault } from '@chat-imposter/testing/llm';
import { afterEach, describe, expect, it } from 'vitest';
import { ANN, BEN, EngineRig, type EngineRigOptions, isAbout } from './testing/engine-rig.ts';

const MINUTE = 60_000;
const TRIES = 3;
/** Short, because it passes really; the server is on the same machine. */
const TIMEOUT_MS = 300;

let rig: EngineRig;

async function begin(options: EngineRigOptions = {}): Promise<void> {
  rig = await EngineRig.begin(options);
}

afterEach(() => rig[Symbol.asyncDispose]());

/** Lets requests about Ben's question fail in this way. */
function failBen(fault: LlmFault, details: FaultDetails & { times?: number } = {}) {
  return rig.server.fail(fault, { times: Number.POSITIVE_INFINITY, ...details, when: isAbout('question') });
}

/** Ann asks and is answered, and Ben has been sent nothing. */
async function annIsAnswered(): Promise<void> {
  const before = rig.sentTo(ANN).length;
  await rig.account.says(ANN, `from ann ${before}`);
  await rig.hears(ANN, before + 1);
  expect(rig.sentTo(ANN).at(-1)).toBe(`ok: from ann ${before}`);
  expect(rig.sentTo(BEN)).toEqual([]);
}

/** Lets the pauses between the tries of a turn pass; then it has failed. */
async function failTurn(tries = TRIES): Promise<void> {
  for (let pause = 1; pause < tries; pause += 1) await rig.passPause();
  await rig.until(
    () => rig.failureOf(BEN) !== undefined,
    () => 'No failure was told',
  );
}

describe('A model that fails for a while', () => {
  const faults: [string, LlmFault, (FaultDetails & { llm?: object })?][] = [
    ['says 429 with a short Retry-After', 'rate_limit', { retryAfterSeconds: 2 }],
    ['says 500', 'server_error'],
    ['says 503', 'server_error', { status: 503 }],
    ['hangs before the headers', 'hang', { llm: { timeout_ms: TIMEOUT_MS } }],
    ['hangs in the body', 'stall', { llm: { timeout_ms: TIMEOUT_MS } }],
    ['hangs in the body of an error', 'stall', { status: 500, llm: { timeout_ms: TIMEOUT_MS } }],
    ['cuts the body', 'cut_body'],
    ['resets the connection', 'reset'],
    ['says HTML with status 200', 'html'],
    ['says nothing with status 200', 'empty_body'],
    ['says half of a JSON', 'invalid_json'],
    ['says JSON without choices', 'empty_object'],
    ['says no choice at all', 'empty_choices'],
    ['says an error with status 200', 'error_object'],
  ];

  it.each(faults)('answers after the one that %s', async (_, fault, { llm, ...details } = {}) => {
    await begin({ llm });
    failBen(fault, { ...details, times: TRIES - 1 });
    await rig.account.says(BEN, 'question');
    await rig.passPause();
    await annIsAnswered();
    await rig.passPause();
    await rig.hears(BEN, 1);
    expect(rig.sentTo(BEN)).toEqual(['ok: question']);
    expect(rig.callsAbout('question')).toBe(TRIES);
    expect(rig.failures).toEqual([]);
  });

  it.each(faults)(
    'tries no more than it may, says nothing, and frees the lane after one that %s',
    async (_, fault, { llm, ...details } = {}) => {
      await begin({ llm });
      const scripted = failBen(fault, details);
      await rig.account.says(BEN, 'question');
      await failTurn();
      expect(rig.callsAbout('question')).toBe(TRIES);
      await annIsAnswered();
      expect(await rig.lastErrorCode()).toBeUndefined();
      scripted.release();
      // Newer input does not hurry a turn that rests.
      await rig.account.says(BEN, 'are you there?');
      await rig.passPause();
      await rig.hears(BEN, 1);
      expect(rig.sentTo(BEN)).toEqual(['ok: question, are you there?']);
      expect(await rig.queued(BEN)).toEqual([]);
      expect(rig.callsAbout('question')).toBe(TRIES + 1);
    },
  );

  it('waits as long as a short Retry-After says', async () => {
    await begin();
    failBen('rate_limit', { retryAfterSeconds: 45, times: 1 });
    await rig.account.says(BEN, 'question');
    expect(await rig.passPause()).toBe(45_000);
    await rig.hears(BEN, 1);
  });

  it('ends the turn at a Retry-After of more than a minute and tries it later', async () => {
    await begin();
    failBen('rate_limit', { retryAfterSeconds: 61, times: 1 });
    await rig.account.says(BEN, 'question');
    await failTurn(1);
    expect(rig.callsAbout('question')).toBe(1);
    await annIsAnswered();
    await rig.passPause();
    await rig.hears(BEN, 1);
    expect(rig.callsAbout('question')).toBe(2);
  });

  it('is asked about an empty answer again, and says nothing of it', async () => {
    await begin();
    const completion = { choices: [{ message: { role: 'assistant', content: ' ' }, finish_reason: 'stop' }] };
    const empty = rig.server.respond(
      { body: JSON.stringify(completion) },
      { times: Number.POSITIVE_INFINITY, when: isAbout('question') },
    );
    await rig.account.says(BEN, 'question');
    await failTurn();
    expect(rig.callsAbout('question')).toBe(TRIES);
    await annIsAnswered();
    empty.release();
    await rig.passPause();
    await rig.hears(BEN, 1);
    expect(rig.sentTo(BEN)).toEqual(['ok: question']);
  });
});

describe('A model that fails for good', () => {
  it('is asked once in half a minute at most, and what became stale meanwhile is skipped', async () => {
    await begin();
    const outage = rig.server.fail('server_error', { times: Number.POSITIVE_INFINITY });
    await rig.account.says(BEN, 'question');
    let passedMs = 0;
    while (passedMs < 10 * MINUTE) {
      expect(await rig.queued(BEN)).toEqual(['question']);
      passedMs += await rig.passPause();
    }
    expect(await rig.queued(BEN)).toEqual([]);
    // The first tries come before the breaker opens.
    expect(rig.callsAbout('question')).toBeLessThanOrEqual(5 + passedMs / 30_000);
    expect(await rig.conversation(BEN)).toMatchObject([{ state: 'skipped', reason: 'stale' }]);
    expect(rig.sentTo(BEN)).toEqual([]);
    outage.release();
    await rig.account.says(BEN, 'news');
    await rig.hears(BEN, 1);
    // What was skipped stands in front of it, as history.
    expect(rig.sentTo(BEN)).toEqual([expect.stringMatching(/news$/)]);
  });

  it.each<[string, LlmFault]>([
    ['refuses', 'refusal'],
    ['filters the content', 'content_filter'],
    ['reaches its limit before the first word', 'length_without_text'],
  ])('is asked once when it %s, and the turn ends in silence', async (_, fault) => {
    await begin();
    failBen(fault, { times: 1 });
    await rig.account.says(BEN, 'question');
    await rig.server.nextRequest();
    await annIsAnswered();
    expect(rig.callsAbout('question')).toBe(1);
    await rig.account.says(BEN, 'something else');
    await rig.hears(BEN, 1);
    expect(rig.sentTo(BEN)).toEqual([expect.stringMatching(/something else$/)]);
    expect(await rig.queued(BEN)).toEqual([]);
    expect((await rig.conversation(BEN))[0]).toMatchObject({ content: 'question', state: 'answered' });
  });

  it('does not send the half of an answer that reached the limit', async () => {
    await begin();
    const message = { role: 'assistant', content: 'First half and' };
    const body = JSON.stringify({ choices: [{ message, finish_reason: 'length' }] });
    rig.server.respond({ body }, { when: isAbout('question') });
    await rig.account.says(BEN, 'question');
    await rig.server.nextRequest();
    await annIsAnswered();
    expect(rig.callsAbout('question')).toBe(1);
    expect((await rig.conversation(BEN))[0]).toMatchObject({ state: 'answered', reason: 'output_truncated' });
  });

  it('is not asked for ten minutes when the quota is empty, and the status says why until it answers', async () => {
    await begin();
    const outage = rig.server.fail('insufficient_quota', { times: Number.POSITIVE_INFINITY });
    await rig.account.says(BEN, 'question');
    await failTurn(1);
    expect(await rig.lastErrorCode()).toBe('llm_quota');
    await rig.clock.advance(9 * MINUTE);
    await rig.account.says(ANN, 'question of ann');
    await rig.clock.advance(MINUTE / 2);
    expect(rig.server.requests).toHaveLength(1);
    outage.release();
    await rig.clock.advance(MINUTE);
    await rig.hears(ANN, 1);
    expect(rig.sentTo(BEN)).toEqual([]);
    expect(await rig.conversation(BEN)).toMatchObject([{ state: 'skipped', reason: 'stale' }]);
    expect(await rig.lastErrorCode()).toBeUndefined();
  });

  it.each<[LlmFault, string]>([
    ['unauthorized', 'llm_auth'],
    ['unknown_model', 'llm_model_not_found'],
  ])('is not asked again after %s until the bot is reloaded', async (fault, code) => {
    await begin();
    const outage = rig.server.fail(fault, { times: Number.POSITIVE_INFINITY });
    await rig.account.says(BEN, 'question');
    await failTurn(1);
    expect(await rig.lastErrorCode()).toBe(code);
    await rig.account.says(ANN, 'question of ann');
    await rig.clock.advance(MINUTE);
    expect(rig.server.requests).toHaveLength(1);
    expect([rig.sentTo(ANN), rig.sentTo(BEN)]).toEqual([[], []]);
    outage.release();
    await rig.reload();
    await rig.hears(BEN, 1);
    expect(rig.sentTo(BEN)).toEqual(['ok: question']);
    await rig.account.says(ANN, 'again');
    await rig.hears(ANN, 1);
    expect(await rig.lastErrorCode()).toBeUndefined();
  });
});
