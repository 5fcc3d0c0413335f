import { describe, expect, it } from 'vitest';
import { sampleMessages } from '../sample-messages.ts';
import { sampleDecision, samplePart, sampleTurn } from '../sample-turns.ts';
import type { StoreConformanceOptions } from './options.ts';
import { USER_ID, useStore } from './store-subject.ts';

/** TurnStore.plan, TurnStore.open and TurnStore.park */
export function testPlanning(options: StoreConformanceOptions): void {
  describe('planning', () => {
    const subject = useStore(options);

    async function openIds(): Promise<string[]> {
      return (await subject.store.turns.open(USER_ID)).map((turn) => turn.turnId);
    }

    it('gives planned turns back as they were', async () => {
      const turn = sampleTurn({ messageIds: [3, 1, 2], attempts: 2, reason: 'restarted' });
      await subject.store.turns.plan(await subject.lease(), [turn]);
      expect(await subject.store.turns.open(USER_ID)).toEqual([turn]);
      expect(await subject.store.turns.open('nobody')).toEqual([]);
    });

    it('replaces a turn that exists', async () => {
      const lease = await subject.lease();
      await subject.store.turns.plan(lease, [sampleTurn()]);
      const again = sampleTurn({ messageIds: [1, 2], attempts: 2, plannedTime: 6_000 });
      await subject.store.turns.plan(lease, [again]);
      expect(await subject.store.turns.open(USER_ID)).toEqual([again]);
    });

    it('takes a turn that was decided without a message, with its parts', async () => {
      const part = samplePart();
      const turn = sampleTurn({ state: 'decided', messageIds: [], parts: [part] });
      await subject.store.turns.plan(await subject.lease(), [turn]);
      expect(await subject.store.turns.open(USER_ID)).toEqual([turn]);
      expect(await subject.store.turns.sentText(USER_ID, part.messageId)).toBe(part.text);
    });

    it('replaces the parts of a turn with it', async () => {
      const lease = await subject.lease();
      await subject.store.turns.decide(lease, [sampleDecision({ parts: [samplePart(), samplePart()] })]);
      await subject.store.turns.plan(lease, [sampleTurn()]);
      expect(await subject.store.turns.open(USER_ID)).toEqual([sampleTurn()]);
    });

    it('leaves the messages of a planned turn in the queue', async () => {
      const lease = await subject.lease();
      const accepted = await subject.store.messages.accept(lease, sampleMessages(2));
      await subject.store.turns.plan(lease, [sampleTurn({ messageIds: [1, 2] })]);
      expect(await subject.store.messages.queue(USER_ID)).toEqual(accepted);
    });

    it('opens the oldest turn first, whatever the order of writing', async () => {
      await subject.store.turns.plan(await subject.lease(), [
        sampleTurn({ turnId: 'c', plannedTime: 30_000 }),
        sampleTurn({ turnId: 'a', plannedTime: 4_000 }),
        sampleTurn({ turnId: 'b', plannedTime: 5_000 }),
      ]);
      expect(await openIds()).toEqual(['a', 'b', 'c']);
    });

    it('opens turns that are planned or decided, and no others', async () => {
      const lease = await subject.lease();
      const turns = ['planned', 'decided', 'silent', 'sent', 'dead'].map((turnId, index) =>
        sampleTurn({ turnId, messageIds: [], plannedTime: index }),
      );
      await subject.store.turns.plan(lease, turns);
      const decisions = ['decided', 'sent'].map((turnId) => sampleDecision({ turnId }));
      await subject.store.turns.decide(lease, [
        ...decisions,
        sampleDecision({ turnId: 'silent', parts: [] }),
      ]);
      const acked = { turnId: 'sent', index: 0, part: samplePart({ state: 'acked' }), isLast: true };
      await subject.store.turns.advance(lease, [acked]);
      await subject.store.turns.park(lease, 'dead', 'poison');
      expect(await openIds()).toEqual(['planned', 'decided']);
    });

    it('keeps the turns of two bots apart, also under one id', async () => {
      await subject.store.turns.plan(await subject.lease(), [sampleTurn({ correspondentId: 'ann' })]);
      const other = sampleTurn({ correspondentId: 'bob' });
      const lease = await subject.lease('bert');
      await subject.store.turns.plan(lease, [other]);
      await subject.store.turns.park(lease, 'unknown', 'poison');
      expect(await subject.store.turns.open('bert')).toEqual([other]);
      await subject.store.turns.park(lease, other.turnId, 'poison');
      expect(await subject.store.turns.open('bert')).toEqual([]);
      expect(await subject.store.turns.open(USER_ID)).toEqual([sampleTurn()]);
    });

    it('parks a turn and those of its messages that are queued, with the reason', async () => {
      const lease = await subject.lease();
      const { messages, turns } = subject.store;
      await messages.accept(lease, sampleMessages(4));
      await turns.plan(lease, [sampleTurn({ messageIds: [1, 2, 3] })]);
      await messages.settle(lease, [
        { correspondentId: 'ann', ids: [1], state: 'answered', reason: 'owner' },
      ]);
      await turns.park(lease, 'turn-1', 'poison');
      expect(await openIds()).toEqual([]);
      expect((await messages.queue(USER_ID)).map((message) => message.id)).toEqual([4]);
      const conversation = await messages.conversation(USER_ID, 'ann', { limit: 10, since: 0 });
      expect(conversation.map(({ id, reason }) => [id, reason])).toEqual([[1, 'owner']]);
    });

    it('parks nothing for an unknown turn', async () => {
      const lease = await subject.lease();
      const accepted = await subject.store.messages.accept(lease, sampleMessages(1));
      await subject.store.turns.park(lease, 'unknown', 'poison');
      expect(await subject.store.messages.queue(USER_ID)).toEqual(accepted);
    });
  });
}
