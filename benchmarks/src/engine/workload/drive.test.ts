import { afterEach, describe, expect, it, vi } from 'vitest';
import { createBareLoop } from '../candidates/bare-loop.ts';
import type { Candidate } from '../candidates/candidate.ts';
import { drive } from './drive.ts';
import { ReplyCheck } from './reply-check.ts';
import { Workload } from './workload.ts';

const COUNT = 2_200;

type Request = Parameters<ReplyCheck['answer']>[0];

afterEach(() => {
  vi.useRealTimers();
});

/** Drives the bare loop, with a part of it replaced by something worse. */
function driveBare(worse: {
  whitelist?: readonly string[];
  model?: (check: ReplyCheck) => Parameters<typeof createBareLoop>[0]['model'];
  send?: (check: ReplyCheck) => Parameters<typeof createBareLoop>[0]['send'];
}) {
  const workload = new Workload(COUNT);
  const check = new ReplyCheck(workload, COUNT, 'own');
  const candidate: Candidate = createBareLoop({
    whitelist: worse.whitelist ?? workload.contacts,
    model: worse.model?.(check) ?? (async (request) => check.answer(request)),
    send: worse.send?.(check) ?? (async (contact, text) => check.replied(contact, text)),
  });
  return drive(candidate, { workload, check, from: 0, to: COUNT, inFlight: 100 });
}

describe('drive', () => {
  it('times a candidate that does all the work', async () => {
    const { cpuMicroseconds, wallMicroseconds } = await driveBare({});
    expect(cpuMicroseconds).toBeGreaterThan(0);
    expect(wallMicroseconds).toBeGreaterThan(0);
  });

  it.each([
    [
      'shows the model all messages as one',
      {
        model: (check: ReplyCheck) => async (request: Request) =>
          check.answer({
            ...request,
            messages: [{ role: 'user', content: request.messages.map(({ content }) => content).join('\n') }],
          }),
      },
      /The context of #\d+ has 1 messages/,
    ],
    [
      'shows the model messages twice',
      {
        model: (check: ReplyCheck) => async (request: Request) =>
          check.answer({ ...request, messages: [...request.messages, ...request.messages] }),
      },
      /The context of #0 has 2 messages/,
    ],
    [
      'shows the model too few messages',
      {
        model: (check: ReplyCheck) => async (request: Request) =>
          check.answer({ ...request, messages: request.messages.slice(-1) }),
      },
      /The context of #\d+ has 1 messages/,
    ],
    [
      'cuts the messages shorter than it must',
      {
        model: (check: ReplyCheck) => async (request: Request) =>
          check.answer({
            ...request,
            messages: request.messages.map((one) => ({ ...one, content: one.content.slice(0, 200) })),
          }),
      },
      /The context of #\d+/,
    ],
    [
      'forgets the persona',
      {
        model: (check: ReplyCheck) => async (request: Request) => check.answer({ ...request, system: '' }),
      },
      /without a persona/,
    ],
    [
      'answers without the model',
      { model: () => async (request: Request) => echoOf(request) },
      /The model was not asked about #0/,
    ],
    [
      'sends to somebody else',
      { send: (check: ReplyCheck) => async (_: string, text: string) => check.replied('1', text) },
      /1 got "re #0"/,
    ],
    [
      'answers twice',
      {
        send: (check: ReplyCheck) => async (contact: string, text: string) => {
          check.replied(contact, text);
          check.replied(contact, text);
        },
      },
      /#0 was answered twice/,
    ],
  ])('fails one that %s', async (_, worse, message) => {
    await expect(driveBare(worse)).rejects.toThrow(message);
  });

  it('fails one that answers a stranger', async () => {
    const strangers = Array.from({ length: 100 }, (_, index) => `19990${index}`);
    const whitelist = [...new Workload(1).contacts, ...strangers];
    await expect(driveBare({ whitelist, model: () => async (request) => echoOf(request) })).rejects.toThrow(
      /got "re #10"/,
    );
  });

  it('fails one that loses messages', async () => {
    vi.useFakeTimers();
    const driven = driveBare({ send: () => async () => {} });
    driven.catch(() => {});
    await vi.advanceTimersByTimeAsync(60_000);
    await expect(driven).rejects.toThrow(/100 messages got no reply/);
  });
});

/** What the model would have said. */
function echoOf({ messages }: Request): string {
  return `re #${/^#(\d+)/.exec(messages.at(-1)?.content ?? '')?.[1]}`;
}
