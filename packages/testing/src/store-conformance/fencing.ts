import { ImposterError, type Lease, type Store } from '@chat-imposter/core';
import { beforeEach, describe, expect, it } from 'vitest';
import { sampleChat, sampleMessage, sampleMessages, sampleReply } from '../sample-messages.ts';
import { sampleDecision, samplePart, sampleTurn } from '../sample-turns.ts';
import type { StoreConformanceOptions } from './options.ts';
import { USER_ID, useStore } from './store-subject.ts';

/** Every write of a bot's state, each of which would change something. */
const WRITES: Record<string, (store: Store, lease: Lease) => Promise<unknown>> = {
  accept: (store, lease) => store.messages.accept(lease, [sampleMessage({ providerMessageId: 'new' })]),
  settle: (store, lease) =>
    store.messages.settle(lease, [{ correspondentId: 'ann', ids: [1], state: 'evicted', reason: 'age' }]),
  remember: (store, lease) => store.messages.remember(lease, [sampleChat('ann', { savedName: 'Somebody' })]),
  merge: (store, lease) => store.messages.merge(lease, 'ann', sampleChat('new')),
  revise: (store, lease) =>
    store.messages.revise(lease, [
      {
        correspondentId: 'ann',
        providerMessageId: 'message-1',
        senderIds: ['ann'],
        source: 'user',
        content: null,
      },
    ]),
  plan: (store, lease) => store.turns.plan(lease, [sampleTurn({ turnId: 'new' })]),
  decide: (store, lease) => store.turns.decide(lease, [sampleDecision()]),
  advance: (store, lease) =>
    store.turns.advance(lease, [
      {
        turnId: 'decided',
        index: 0,
        part: samplePart({ state: 'acked' }),
        said: sampleReply(),
        isLast: true,
      },
    ]),
  park: (store, lease) => store.turns.park(lease, 'turn-1', 'poison'),
  eraseBot: (store, lease) => store.retention.eraseBot(lease, 100),
  'credentials.set': (store, lease) =>
    store.credentials(USER_ID, 'provider', lease).set(new Map([['key', 'new']])),
  'credentials.clear': (store, lease) => store.credentials(USER_ID, 'provider', lease).clear(),
};

/** Everything that the writes above could change. */
async function contentOf(store: Store): Promise<unknown> {
  return {
    queue: await store.messages.queue(USER_ID),
    conversation: await store.messages.conversation(USER_ID, 'ann', { limit: 100, since: 0 }),
    chats: await store.messages.chats(USER_ID),
    turns: await store.turns.open(USER_ID),
    sentText: await store.turns.sentText(USER_ID, 'reply-1'),
    credentials: await store.credentials(USER_ID, 'provider').get(['key']),
  };
}

async function codeOf(call: Promise<unknown>): Promise<string | undefined> {
  const [outcome] = await Promise.allSettled([call]);
  return outcome.status === 'rejected' && ImposterError.is(outcome.reason) ? outcome.reason.code : undefined;
}

/** Who may write. */
export function testFencing(options: StoreConformanceOptions): void {
  describe('fencing', () => {
    const subject = useStore(options);
    let lease: Lease;

    beforeEach(async () => {
      lease = await subject.lease();
      const { store } = subject;
      await store.messages.accept(lease, sampleMessages(2));
      await store.turns.plan(lease, [sampleTurn()]);
      await store.turns.decide(lease, [
        sampleDecision({ turnId: 'decided', messageIds: [2], parts: [samplePart({ messageId: 'reply-2' })] }),
      ]);
      await store.credentials(USER_ID, 'provider', lease).set(new Map([['key', 'value']]));
    });

    for (const [name, write] of Object.entries(WRITES)) {
      it(`lets ${name} write with the newest lease`, async () => {
        const before = await contentOf(subject.store);
        await write(subject.store, await subject.lease());
        expect(await contentOf(subject.store)).not.toEqual(before);
      });

      it(`refuses ${name} with an older lease and changes nothing`, async () => {
        const before = await contentOf(subject.store);
        await subject.lease();
        expect(await codeOf(write(subject.store, lease))).toBe('fenced');
        expect(await contentOf(subject.store)).toEqual(before);
      });

      it(`refuses ${name} with a released lease and changes nothing`, async () => {
        const before = await contentOf(subject.store);
        await subject.store.leases.release(lease);
        expect(await codeOf(write(subject.store, lease))).toBe('fenced');
        expect(await contentOf(subject.store)).toEqual(before);
      });
    }

    it('refuses a released lease also when another owner has one since', async () => {
      await subject.store.leases.release(lease);
      await subject.lease(USER_ID, 'other');
      expect(await codeOf(subject.store.messages.accept(lease, [sampleMessage()]))).toBe('fenced');
    });

    it('keeps the leases of two bots apart', async () => {
      const other = await subject.lease('bert', 'other');
      await subject.lease();
      expect(await codeOf(subject.store.messages.settle(other, []))).toBeUndefined();
      expect(await codeOf(subject.store.messages.settle(lease, []))).toBe('fenced');
    });

    it('refuses to write credentials without a lease, or with that of another bot', async () => {
      const other = await subject.lease('bert');
      for (const given of [undefined, other]) {
        const credentials = subject.store.credentials(USER_ID, 'provider', given);
        expect(await codeOf(credentials.set(new Map([['key', 'new']])))).toBe('fenced');
        expect(await codeOf(credentials.clear())).toBe('fenced');
        expect(await credentials.get(['key'])).toEqual(new Map([['key', 'value']]));
      }
    });

    it('lets everybody read credentials, also with a void lease', async () => {
      await subject.lease();
      const credentials = subject.store.credentials(USER_ID, 'provider', lease);
      expect(await credentials.get(['key'])).toEqual(new Map([['key', 'value']]));
    });
  });
}
