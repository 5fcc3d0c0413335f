import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StoredMessage } from './contracts/store.ts';
import { isQueued, keyOf, type ObservedMessage, stateOf } from './test-support/observed-store.ts';
import { CHATS, type Step, schedule } from './test-support/schedule.ts';
import { ScheduleRun } from './test-support/schedule-run.ts';

const SCHEDULES = 400;
const ALL = { limit: Number.MAX_SAFE_INTEGER, since: Number.NEGATIVE_INFINITY };

/** All states that any schedule led to, to see that none was out of reach. */
const reached = new Set<string>();

describe('conservation of messages', () => {
  it('has each message in one state at the end, each id once and each answer shown once', async () => {
    await fc.assert(
      fc.asyncProperty(schedule, async (given) => {
        const run = new ScheduleRun(given);
        await run.live();
        await run.store.open();
        await expectRecordedOnce(run);
        expectIdsInOrder(run);
        await expectStatesAsStored(run);
        expectToldOnce(run);
        expectNothingLeftWaiting(run);
        expectAnsweredOnce(run);
        expectShownOnce(run);
        if (!given.steps.some(keepsFromSending)) expectAllShown(run);
        for (const message of run.observations.messages) reached.add(stateOf(message));
        if (run.merges.length > 0) reached.add('merged');
        if (run.observations.twins.length > 0) reached.add('recorded twice');
      }),
      { numRuns: SCHEDULES },
    );
    const states = ['answered', 'cleared', 'collected', 'evicted', 'parked', 'said', 'skipped'];
    expect([...reached].sort()).toEqual([...states, 'merged', 'recorded twice'].sort());
  }, 120_000);
});

/** Accepted = pending + answered + skipped + evicted + cleared + parked + said: nothing is missing or there twice. */
async function expectRecordedOnce(run: ScheduleRun): Promise<void> {
  const recorded = run.observations.messages.filter(({ stored }) => stored.source !== 'bot');
  const taken = new Set<string>();
  for (const { chat, sender, providerMessageId } of run.taken) {
    const participant = chat.kind === 'group' ? sender.identifier : '';
    taken.add(JSON.stringify([await run.keyOf(chat.identifier), participant, providerMessageId]));
  }
  expect(recorded.map(({ stored }) => keyOf(stored)).sort()).toEqual([...taken].sort());
  for (const { states } of run.observations.messages) {
    const left = states.findIndex((state) => state !== 'waiting' && state !== 'collected');
    if (left >= 0) expect(states.slice(left)).toHaveLength(1);
  }
}

function expectIdsInOrder({ observations }: ScheduleRun): void {
  for (const { identifier } of CHATS) {
    const ids = observations.messages.flatMap(({ stored }) =>
      stored.correspondentId === identifier && stored.id !== null ? [stored.id] : [],
    );
    if (observations.twins.length === 0) expect(ids).toEqual(ids.map((_, index) => index + 1));
    else expect(ids).toEqual([...new Set(ids)].sort((one, other) => one - other));
  }
}

async function expectStatesAsStored({ store, observations, merges }: ScheduleRun): Promise<void> {
  const shown = (messages: readonly StoredMessage[]) =>
    messages.map((message) => `${keyOf({ ...message, group: null })} ${message.id} ${message.state}`);
  const now = ({ stored, states }: ObservedMessage) => ({ ...stored, state: states.at(-1) ?? 'said' });
  const queue = await store.messages.queue('yahav');
  expect(shown(queue).sort()).toEqual(shown(observations.messages.filter(isQueued).map(now)).sort());
  for (const { identifier } of CHATS) {
    const conversation = await store.messages.conversation('yahav', identifier, ALL);
    const expected = observations.messages.filter(
      (message) =>
        message.stored.correspondentId === identifier &&
        ['answered', 'skipped', 'said'].includes(stateOf(message)),
    );
    expect(shown(conversation).sort()).toEqual(shown(expected.map(now)).sort());
    const ids = conversation.flatMap(({ id }) => (id === null ? [] : [id]));
    // What was merged stands by its time.
    if (merges.some(({ into }) => into === identifier)) continue;
    expect(ids).toEqual(ids.toSorted((one, other) => one - other));
  }
}

function expectToldOnce(run: ScheduleRun): void {
  const { messages, twins } = run.observations;
  const evicted = [...messages, ...twins].filter((message) => stateOf(message) === 'evicted');
  expect(
    run.evictions.map(({ correspondentId, messageId }) => `${correspondentId} ${messageId}`).sort(),
  ).toEqual(evicted.map(({ leftAs }) => leftAs ?? '').sort());
  const taken = [...messages, ...twins].filter(
    ({ stored }) => stored.source !== 'bot' && stored.origin !== 'history',
  );
  expect(run.messages.map(({ message }) => message.providerMessageId ?? '').sort()).toEqual(
    taken.map(({ stored }) => stored.providerMessageId ?? '').sort(),
  );
}

function expectNothingLeftWaiting({ observations }: ScheduleRun): void {
  expect(observations.messages.filter((message) => stateOf(message) === 'waiting')).toEqual([]);
}

function expectAnsweredOnce({ observations }: ScheduleRun): void {
  const answers = observations.decisions.filter(({ parts }) => parts.length > 0);
  for (const { identifier } of CHATS) {
    const ids = answers.flatMap((answer) => (answer.correspondentId === identifier ? answer.messageIds : []));
    expect(ids).toEqual([...new Set(ids)].sort((one, other) => one - other));
  }
}

function expectShownOnce({ observations, account, replies, merges }: ScheduleRun): void {
  const keyOfSend = (chatId: string) => merges.find(({ from }) => from === chatId)?.into ?? chatId;
  const decided = observations.decisions.flatMap(({ correspondentId, parts }) =>
    parts.map(({ messageId, text }) => ({ chatId: keyOfSend(correspondentId), text, messageId })),
  );
  for (const { identifier } of CHATS) {
    const shown = account.sent.flatMap(({ chatId, text, messageId }) =>
      keyOfSend(chatId) === identifier ? [{ chatId: identifier, text, messageId }] : [],
    );
    const ids = new Set(shown.map(({ messageId }) => messageId));
    const expected = decided.filter((part) => part.chatId === identifier && ids.has(part.messageId));
    // Two contacts that become one later are answered side by side.
    if (merges.some(({ into }) => into === identifier)) expect(new Set(shown)).toEqual(new Set(expected));
    else expect(shown).toEqual(expected);
  }
  const texts = account.sent.map(({ text }) => text);
  expect(texts).toEqual([...new Set(texts)]);
  const acknowledged = [...observations.parts.values()].filter(({ state }) => state === 'acked');
  expect(replies.map(({ providerMessageId }) => providerMessageId).sort()).toEqual(
    acknowledged.map(({ messageId }) => messageId).sort(),
  );
}

/** Whether an answer that was decided may never be shown for this. */
function keepsFromSending(step: Step): boolean {
  return (
    step.kind === 'sends fail' ||
    step.kind === 'clear' ||
    (step.kind === 'connection' && step.change === 'down')
  );
}

function expectAllShown({ observations, account }: ScheduleRun): void {
  const decided = observations.decisions.flatMap(({ parts }) => parts.map(({ messageId }) => messageId));
  expect(account.sent.map(({ messageId }) => messageId).sort()).toEqual(decided.sort());
}
