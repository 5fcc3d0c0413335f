import type { NewMessage, OutgoingPart } from '@chat-imposter/core';
import { beforeEach, describe, expect, it } from 'vitest';
import { sampleChat, sampleMessages, sampleReply } from '../sample-messages.ts';
import { sampleDecision, samplePart, sampleTurn } from '../sample-turns.ts';
import type { StoreConformanceOptions } from './options.ts';
import { USER_ID, useStore } from './store-subject.ts';

/** TurnStore.advance and TurnStore.sentText */
export function testSending(options: StoreConformanceOptions): void {
  describe('sending', () => {
    const subject = useStore(options);
    const first = samplePart({ messageId: 'reply-1', text: 'hi' });
    const second = samplePart({ messageId: 'reply-2', text: 'how are you?' });

    beforeEach(async () => {
      const lease = await subject.lease();
      await subject.store.messages.accept(lease, sampleMessages(1));
      await subject.store.turns.plan(lease, [sampleTurn()]);
      await subject.store.turns.decide(lease, [sampleDecision({ parts: [first, second] })]);
    });

    async function advance(
      index: number,
      part: OutgoingPart,
      isLast = false,
      said?: NewMessage,
    ): Promise<void> {
      const update = { turnId: 'turn-1', index, part, isLast, ...(said && { said }) };
      await subject.store.turns.advance(await subject.lease(), [update]);
    }

    async function parts(): Promise<readonly OutgoingPart[] | undefined> {
      const [turn] = await subject.store.turns.open(USER_ID);
      return turn?.parts;
    }

    async function conversation(): Promise<string[]> {
      const messages = await subject.store.messages.conversation(USER_ID, 'ann', { limit: 100, since: 0 });
      return messages.map((message) => message.content);
    }

    it('stores how one part fared and leaves the other as it is', async () => {
      const failedOnce: OutgoingPart = { ...second, attempts: 1, lastError: 'no answer' };
      await advance(1, failedOnce);
      expect(await parts()).toEqual([first, failedOnce]);
    });

    it('keeps the turn open until its last part', async () => {
      await advance(0, { ...first, state: 'acked' });
      expect(await parts()).toEqual([{ ...first, state: 'acked' }, second]);
      await advance(1, { ...second, state: 'acked' }, true);
      expect(await subject.store.turns.open(USER_ID)).toEqual([]);
    });

    it('ends the turn with a part that failed for good', async () => {
      await advance(0, { ...first, state: 'failed', lastError: 'blocked' }, true);
      expect(await subject.store.turns.open(USER_ID)).toEqual([]);
    });

    it('stores several updates in their order', async () => {
      await subject.store.turns.advance(await subject.lease(), [
        { turnId: 'turn-1', index: 0, part: { ...first, attempts: 1 }, isLast: false },
        { turnId: 'turn-1', index: 0, part: { ...first, attempts: 2 }, isLast: false },
      ]);
      expect(await parts()).toEqual([{ ...first, attempts: 2 }, second]);
    });

    it('records the reply in the conversation by the same write', async () => {
      const said = sampleReply({ providerMessageId: first.messageId, content: first.text });
      await advance(0, { ...first, state: 'acked' }, false, said);
      expect(await conversation()).toEqual(['text 1', 'hi']);
      expect(await subject.store.messages.queue(USER_ID)).toEqual([]);
    });

    it('records the reply once, however often the write is repeated', async () => {
      const said = sampleReply({ providerMessageId: first.messageId, content: first.text });
      await advance(0, { ...first, state: 'acked' }, false, said);
      await advance(0, { ...first, state: 'acked' }, false, said);
      expect(await conversation()).toEqual(['text 1', 'hi']);
      expect(await subject.store.messages.accept(await subject.lease(), [said])).toEqual([null]);
    });

    it('passes over turns and parts that it does not know', async () => {
      await advance(7, samplePart({ messageId: 'unknown' }));
      const unknown = {
        turnId: 'unknown',
        index: 0,
        part: samplePart({ messageId: 'unknown' }),
        isLast: true,
      };
      await subject.store.turns.advance(await subject.lease(), [unknown]);
      expect(await parts()).toEqual([first, second]);
    });

    it('knows the text under a message id from the decision on, also when the turn is over', async () => {
      expect(await subject.store.turns.sentText(USER_ID, 'reply-2')).toBe('how are you?');
      await advance(0, { ...first, state: 'acked' });
      await advance(1, { ...second, state: 'acked' }, true);
      expect(await subject.store.turns.sentText(USER_ID, 'reply-1')).toBe('hi');
      expect(await subject.store.turns.sentText(USER_ID, 'reply-2')).toBe('how are you?');
    });

    it('knows no text under an unknown id, an id of another bot or the id of a contact', async () => {
      expect(await subject.store.turns.sentText(USER_ID, 'reply-9')).toBeNull();
      expect(await subject.store.turns.sentText('bert', 'reply-1')).toBeNull();
      expect(await subject.store.turns.sentText(USER_ID, 'message-1')).toBeNull();
    });

    it('tells the texts of two bots apart under one id', async () => {
      const parts = [samplePart({ text: 'of bert' })];
      await subject.store.turns.decide(await subject.lease('bert'), [sampleDecision({ parts })]);
      expect(await subject.store.turns.sentText('bert', 'reply-1')).toBe('of bert');
      expect(await subject.store.turns.sentText(USER_ID, 'reply-1')).toBe('hi');
    });

    it('counts no id for a reply', async () => {
      const said = sampleReply({ chat: sampleChat('ann'), providerMessageId: first.messageId });
      await advance(0, { ...first, state: 'acked' }, false, said);
      const [, next] = await subject.store.messages.accept(await subject.lease(), sampleMessages(2));
      expect(next?.id).toBe(2);
    });
  });
}
