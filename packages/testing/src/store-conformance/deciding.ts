import { describe, expect, it } from 'vitest';
import { sampleChat, sampleMessages } from '../sample-messages.ts';
import { sampleDecision, samplePart, sampleTurn } from '../sample-turns.ts';
import type { StoreConformanceOptions } from './options.ts';
import { USER_ID, useStore } from './store-subject.ts';

/** TurnStore.decide */
export function testDeciding(options: StoreConformanceOptions): void {
  describe('deciding', () => {
    const subject = useStore(options);

    async function answered(correspondentId = 'ann'): Promise<[number | null, string | null][]> {
      const wanted = { limit: 100, since: 0 };
      const conversation = await subject.store.messages.conversation(USER_ID, correspondentId, wanted);
      return conversation.map(({ id, reason }) => [id, reason]);
    }

    it('stores the whole answer and keeps when and how often the turn was begun', async () => {
      const lease = await subject.lease();
      const parts = [samplePart({ text: 'hi 🎈\nthere' }), samplePart({ messageId: 'reply-2', text: '' })];
      await subject.store.turns.plan(lease, [sampleTurn({ attempts: 2 })]);
      await subject.store.turns.decide(lease, [sampleDecision({ messageIds: [1, 2], parts })]);
      expect(await subject.store.turns.open(USER_ID)).toEqual([
        sampleTurn({ attempts: 2, state: 'decided', messageIds: [1, 2], parts }),
      ]);
    });

    it('stores a decision whose turn was never planned', async () => {
      await subject.store.turns.decide(await subject.lease(), [sampleDecision()]);
      expect(await subject.store.turns.open(USER_ID)).toMatchObject([
        { turnId: 'turn-1', state: 'decided', attempts: 1, parts: [samplePart()] },
      ]);
    });

    it('takes the messages out of the queue in the same write, as answered', async () => {
      const lease = await subject.lease();
      await subject.store.messages.accept(lease, sampleMessages(3));
      await subject.store.turns.plan(lease, [sampleTurn({ messageIds: [1, 2] })]);
      await subject.store.turns.decide(lease, [sampleDecision({ messageIds: [1, 2] })]);
      expect((await subject.store.messages.queue(USER_ID)).map((message) => message.id)).toEqual([3]);
      expect(await answered()).toEqual([
        [1, null],
        [2, null],
      ]);
    });

    it('answers collected messages too, and replaces their reason', async () => {
      const lease = await subject.lease();
      await subject.store.messages.accept(
        lease,
        sampleMessages(1, { state: 'collected', reason: 'offline' }),
      );
      await subject.store.turns.decide(lease, [sampleDecision()]);
      expect(await answered()).toEqual([[1, null]]);
    });

    it('is done at once with silence, which answers the messages for its reason', async () => {
      const lease = await subject.lease();
      await subject.store.messages.accept(lease, sampleMessages(1));
      await subject.store.turns.plan(lease, [sampleTurn()]);
      await subject.store.turns.decide(lease, [sampleDecision({ parts: [], reason: 'silence' })]);
      expect(await subject.store.turns.open(USER_ID)).toEqual([]);
      expect(await subject.store.messages.queue(USER_ID)).toEqual([]);
      expect(await answered()).toEqual([[1, 'silence']]);
    });

    it('passes over messages that have left the queue', async () => {
      const lease = await subject.lease();
      await subject.store.messages.accept(lease, sampleMessages(2));
      const cleared = { correspondentId: 'ann', ids: [1], state: 'cleared', reason: null } as const;
      await subject.store.messages.settle(lease, [cleared]);
      await subject.store.turns.decide(lease, [sampleDecision({ messageIds: [1, 2, 99] })]);
      expect(await answered()).toEqual([[2, null]]);
    });

    it('stores several decisions, each with its contact', async () => {
      const lease = await subject.lease();
      const bob = { chat: sampleChat('bob') };
      await subject.store.messages.accept(lease, [...sampleMessages(1), ...sampleMessages(2, bob)]);
      await subject.store.turns.decide(lease, [
        sampleDecision(),
        sampleDecision({ turnId: 'turn-2', correspondentId: 'bob', messageIds: [2] }),
      ]);
      expect(await answered('ann')).toEqual([[1, null]]);
      expect(await answered('bob')).toEqual([[2, null]]);
      expect(await subject.store.turns.open(USER_ID)).toHaveLength(2);
    });
  });
}
