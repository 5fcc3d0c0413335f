import type { Decision, Turn, TurnUsage } from '@chat-imposter/core';
import { describe, expect, it } from 'vitest';
import { sampleChat, sampleMessages } from '../sample-messages.ts';
import { sampleDecision, samplePart, sampleTurn, sampleUsage } from '../sample-turns.ts';
import type { StoreConformanceOptions } from './options.ts';
import { USER_ID, useStore } from './store-subject.ts';

const ALL = { from: Number.NEGATIVE_INFINITY, until: Number.POSITIVE_INFINITY };

/** More than any store reads at once. */
const MANY = 1_300;

/** TurnStore.usage, and the usage of turns and decisions. */
export function testUsage(options: StoreConformanceOptions): void {
  describe('usage', () => {
    const subject = useStore(options);

    async function usages(period = ALL, userId = USER_ID): Promise<TurnUsage[]> {
      const found: TurnUsage[] = [];
      for await (const usage of subject.store.turns.usage(userId, period)) found.push(usage);
      return found.sort((one, other) => one.plannedTime - other.plannedTime);
    }

    async function plannedTimes(period = ALL, userId = USER_ID): Promise<number[]> {
      return (await usages(period, userId)).map(({ plannedTime }) => plannedTime);
    }

    async function plan(turns: Partial<Turn>[], userId = USER_ID): Promise<void> {
      await subject.store.turns.plan(await subject.lease(userId), turns.map(sampleTurn));
    }

    async function decide(decisions: Partial<Decision>[], userId = USER_ID): Promise<void> {
      await subject.store.turns.decide(await subject.lease(userId), decisions.map(sampleDecision));
    }

    async function end(turnId: string): Promise<void> {
      const part = samplePart({ state: 'acked' });
      await subject.store.turns.advance(await subject.lease(), [{ turnId, index: 0, part, isLast: true }]);
    }

    it('is that of the decision, on the open turn and afterwards', async () => {
      const usage = sampleUsage();
      await plan([{}]);
      expect(await usages()).toEqual([]);
      await decide([{ usage }]);
      expect(await subject.store.turns.open(USER_ID)).toMatchObject([{ usage }]);
      expect(await usages()).toEqual([{ plannedTime: 5_000, usage }]);
      await end('turn-1');
      expect(await usages()).toEqual([{ plannedTime: 5_000, usage }]);
    });

    it('is kept of silence, too', async () => {
      await plan([{}]);
      await decide([{ parts: [], reason: 'silence', usage: sampleUsage() }]);
      expect(await usages()).toEqual([{ plannedTime: 5_000, usage: sampleUsage() }]);
    });

    it('is that of the plan, of a turn that is decided from the beginning', async () => {
      const usage = sampleUsage({ model: 'digest \ud800 é 🎈', durationMs: 0.5 });
      await plan([{ state: 'decided', messageIds: [], parts: [samplePart()], usage }]);
      expect(await subject.store.turns.open(USER_ID)).toMatchObject([{ usage }]);
      await end('turn-1');
      expect(await usages()).toEqual([{ plannedTime: 5_000, usage }]);
    });

    it('stays when a decision tells none, and is replaced by one that does', async () => {
      const [first, second] = [sampleUsage({ calls: 1 }), sampleUsage({ calls: 2 })];
      await plan([{ usage: first }]);
      await decide([{}]);
      expect(await usages()).toEqual([{ plannedTime: 5_000, usage: first }]);
      await decide([{ usage: second }]);
      expect(await usages()).toEqual([{ plannedTime: 5_000, usage: second }]);
      await plan([{}]);
      expect(await usages()).toEqual([]);
    });

    it('is told of turns that are open or over, also of those that were given up', async () => {
      const usage = sampleUsage();
      const ids = ['planned', 'decided', 'done', 'silent', 'dead', 'free'];
      await plan(
        ids.map((turnId, index) => ({ turnId, plannedTime: index, usage: index === 5 ? null : usage })),
      );
      await decide([
        { turnId: 'decided' },
        { turnId: 'done' },
        { turnId: 'silent', parts: [], reason: 'silence' },
        { turnId: 'free' },
      ]);
      await end('done');
      await subject.store.turns.park(await subject.lease(), 'dead', 'poison');
      expect(await plannedTimes()).toEqual([0, 1, 2, 3, 4]);
      await subject.reopen();
      expect(await usages()).toEqual([0, 1, 2, 3, 4].map((plannedTime) => ({ plannedTime, usage })));
    });

    it('is told of a time: its beginning is in it, its end is not', async () => {
      const usage = sampleUsage();
      const times = [1, 2, 2.5, 3, 3, 4];
      await plan(times.map((plannedTime, index) => ({ turnId: `open-${index}`, plannedTime, usage })));
      await plan(times.map((plannedTime, index) => ({ turnId: `over-${index}`, plannedTime, usage })));
      await decide(times.map((_, index) => ({ turnId: `over-${index}`, parts: [] })));
      expect(await plannedTimes({ from: 2, until: 4 })).toEqual([2, 2, 2.5, 2.5, 3, 3, 3, 3]);
      expect(await plannedTimes({ from: 4, until: 4 })).toEqual([]);
      expect(await plannedTimes({ from: 4, until: 5 })).toEqual([4, 4]);
      expect(await plannedTimes({ from: 5, until: 9 })).toEqual([]);
    });

    it('is that of one bot', async () => {
      for (const userId of [USER_ID, 'bert']) {
        await plan([{ turnId: 'open' }, { turnId: 'over' }], userId);
        const usage = sampleUsage({ model: userId });
        await decide(
          [
            { turnId: 'open', usage },
            { turnId: 'over', parts: [], usage },
          ],
          userId,
        );
      }
      expect((await usages()).map(({ usage }) => usage.model)).toEqual([USER_ID, USER_ID]);
      expect((await usages(ALL, 'bert')).map(({ usage }) => usage.model)).toEqual(['bert', 'bert']);
      expect(await usages(ALL, 'nobody')).toEqual([]);
    });

    it.each([
      ['of one time', () => 7],
      ['of many times', (index: number) => Math.floor(index / 3)],
    ])('is told once of each of many turns %s', async (_, timeOf) => {
      const indexes = Array.from({ length: MANY }, (__, index) => index);
      await plan(indexes.map((index) => ({ turnId: `t-${index}`, plannedTime: timeOf(index) })));
      await decide(
        indexes.map((index) => ({ turnId: `t-${index}`, parts: [], usage: sampleUsage({ calls: index }) })),
      );
      const calls = (await usages()).map(({ usage }) => usage.calls);
      expect(calls.sort((one, other) => one - other)).toEqual(indexes);
    });

    it('is told once of turns that end while it is read', async () => {
      const ids = Array.from({ length: 5 }, (_, index) => `t-${index}`);
      await plan(ids.map((turnId) => ({ turnId })));
      await decide(ids.map((turnId, calls) => ({ turnId, usage: sampleUsage({ calls }) })));
      const calls: number[] = [];
      for await (const { usage } of subject.store.turns.usage(USER_ID, ALL)) {
        calls.push(usage.calls);
        if (calls.length === 1) for (const turnId of ids) await end(turnId);
      }
      expect(new Set(calls)).toEqual(new Set([0, 1, 2, 3, 4]));
      expect(calls).toHaveLength(5);
    });

    it('is kept when two contacts become one', async () => {
      const lid = sampleChat('9@lid');
      const lease = await subject.lease();
      await subject.store.messages.accept(lease, sampleMessages(1, { chat: lid }));
      await plan([{ correspondentId: '9@lid', usage: sampleUsage() }]);
      await subject.store.messages.merge(await subject.lease(), '9@lid', sampleChat());
      expect(await usages()).toEqual([{ plannedTime: 5_000, usage: sampleUsage() }]);
    });

    it('goes with its turn: when it is too old, and with its contact', async () => {
      const usage = sampleUsage();
      await plan([
        { turnId: 'old', plannedTime: 1 },
        { turnId: 'anns', plannedTime: 10 },
        { turnId: 'bobs', plannedTime: 10, correspondentId: 'bob' },
        { turnId: 'open', plannedTime: 1, usage },
      ]);
      await decide([
        { turnId: 'old', parts: [], usage },
        { turnId: 'anns', parts: [], usage },
        { turnId: 'bobs', parts: [], usage, correspondentId: 'bob' },
      ]);
      while (await subject.store.retention.reduce({ textsBefore: 5, idsBefore: 5 }, 1));
      expect(await plannedTimes()).toEqual([1, 10, 10]);
      const lease = await subject.lease();
      while ((await subject.store.retention.erase(lease, sampleChat(), 1)) > 0);
      expect(await plannedTimes()).toEqual([10]);
      while ((await subject.store.retention.eraseBot(lease, 1)) > 0);
      expect(await plannedTimes()).toEqual([]);
    });

    it('keeps what was passed and given apart', async () => {
      const usage = sampleUsage();
      await plan([{}]);
      await decide([{ usage }]);
      usage.calls = 99;
      for (const each of await usages()) each.usage.calls = 99;
      for (const turn of await subject.store.turns.open(USER_ID)) if (turn.usage) turn.usage.calls = 99;
      expect(await usages()).toEqual([{ plannedTime: 5_000, usage: sampleUsage() }]);
    });
  });
}
