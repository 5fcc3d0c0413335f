import { settled } from '@chat-imposter/testing';
import { describe, expect, it } from 'vitest';
import { LlmError } from './contracts/llm-provider.ts';
import type { Imposter } from './imposter.ts';
import { ANN, document, MINUTE, OWNER, setUp } from './test-support/bot.ts';

const GROUP = { kind: 'group', identifier: 'g@fake', savedName: 'Movies' } as const;
const NOA = { identifier: 'noa@fake', alternateIdentifiers: [], pushName: 'Noa' };

const digesting = (digest: object = {}) =>
  document({
    periodic_group_tracking: [
      {
        groupIdentifier: 'g@fake',
        displayName: 'Our movies',
        cronTrackingSchedule: '*/10 * * * *',
        digest: { enabled: true, deliver_to: 'self', ...digest },
      },
    ],
  });

async function digestsOf(imposter: Imposter): Promise<(string | null)[]> {
  const found: (string | null)[] = [];
  for await (const { digest } of imposter.periods('yahav', 'g@fake')) found.unshift(digest);
  return found;
}

/** A connected bot that sums up the group every ten minutes, with a model that answers so. */
async function setUpDigests(digest: object = {}) {
  const context = setUp();
  await context.clock.advance(3 * MINUTE);
  await context.imposter.start(digesting(digest));
  const account = context.chat.account('yahav');
  await account.scan();
  const says = (text: string) => account.says(GROUP, text, { sender: NOA });
  const nextPeriod = async () => {
    await context.clock.advance(10 * MINUTE);
    await settled();
  };
  return { ...context, account, says, nextPeriod };
}

describe('A digest', () => {
  it('is written for a period, stored with it, and sent to the chat of the owner', async () => {
    const { imposter, llm, account, says, nextPeriod } = await setUpDigests({ prompt: 'Which film?' });
    llm.answerWith(() => 'They go to the cinema on Friday.');
    await says('cinema on Friday?');
    await says('[12:00] Ann: yes!\n[12:01] Noa: no');
    await nextPeriod();
    expect(await digestsOf(imposter)).toEqual(['They go to the cinema on Friday.']);
    expect(account.sent.map(({ chatId, text }) => [chatId, text])).toEqual([
      [OWNER.identifier, 'They go to the cinema on Friday.'],
    ]);
    const [request] = llm.requests;
    expect(request?.system).toContain('Which film?');
    const lines = request?.messages[0]?.content.split('\n') ?? [];
    expect(lines[0]).toBe('Group: Our movies');
    expect(lines.slice(3).map((line) => line.replace(/\d\d:\d\d/, 'hh:mm'))).toEqual([
      '[Thu hh:mm] Noa: cinema on Friday?',
      expect.stringMatching(/^\[Thu hh:mm\] Noa: \[12:00\] Ann: yes! \[12:01\] Noa: no$/),
    ]);
  });

  it('is not written for a period in which nothing was said', async () => {
    const { imposter, llm, account, nextPeriod } = await setUpDigests();
    await nextPeriod();
    expect(await digestsOf(imposter)).toEqual([null]);
    expect([llm.requests, account.sent]).toEqual([[], []]);
  });

  it('is for a contact that has written before, and for nobody else', async () => {
    const { imposter, llm, account, says, nextPeriod, named } = await setUpDigests({ deliver_to: ANN });
    const answers = ['first', 'second'];
    llm.answerWith(() => answers.shift() ?? 'none');
    await says('one');
    await nextPeriod();
    expect(account.sent).toEqual([]);
    expect(named('failure')).toMatchObject([{ error: { message: expect.stringMatching(/reaches nobody/) } }]);
    await account.says(ANN, 'let me in', { source: 'user_outgoing', sender: OWNER });
    await says('two');
    await nextPeriod();
    expect(account.sent.map(({ chatId, text }) => [chatId, text])).toEqual([[ANN, 'second']]);
    expect(await digestsOf(imposter)).toEqual(['first', 'second']);
  });

  it('that cannot be written is tried again, and its period is there all the same', async () => {
    const { imposter, clock, llm, account, says, nextPeriod, named } = await setUpDigests();
    llm.answerWith(() => {
      throw new LlmError('server', 'out of order');
    });
    await says('one');
    await nextPeriod();
    await clock.advance(MINUTE);
    expect(await digestsOf(imposter)).toEqual([null]);
    expect(named('failure')).toHaveLength(1);
    llm.answerWith(() => 'now it works');
    await clock.advance(5 * MINUTE);
    await settled();
    expect(await digestsOf(imposter)).toEqual(['now it works']);
    expect(account.sent.map(({ text }) => text)).toEqual(['now it works']);
  });

  it('is written after a restart when it was not before, and sent once', async () => {
    const { imposter, chat, llm, account, says, nextPeriod, restart } = await setUpDigests();
    llm.answerWith(() => 'before the restart');
    account.losesAcknowledgements = true;
    await says('one');
    await nextPeriod();
    const closing = imposter.close();
    account.losesAcknowledgements = false;
    account.cut();
    await closing;
    const next = restart();
    await next.imposter.resume();
    await settled();
    expect(await digestsOf(next.imposter)).toEqual(['before the restart']);
    expect(next.llm.requests).toEqual([]);
    expect(chat.account('yahav').sent).toHaveLength(1);
  });
});
