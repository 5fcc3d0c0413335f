import { describe, expect, it } from 'vitest';
import { sampleMessage, sampleMessages } from '../sample-messages.ts';
import type { StoreConformanceOptions } from './options.ts';
import { USER_ID, useStore } from './store-subject.ts';

/** Calls that overlap. */
export function testConcurrency(options: StoreConformanceOptions): void {
  describe('concurrent calls', () => {
    const subject = useStore(options);
    const tenTimes = Array.from({ length: 10 }, (_, index) => index);

    it('record the same message once', async () => {
      const lease = await subject.lease();
      const outcomes = await Promise.all(
        tenTimes.map(() => subject.store.messages.accept(lease, [sampleMessage()])),
      );
      expect(outcomes.flat().filter((message) => message !== null)).toHaveLength(1);
      expect(await subject.store.messages.queue(USER_ID)).toHaveLength(1);
    });

    it('give each message an id of its own', async () => {
      const lease = await subject.lease();
      const messages = sampleMessages(10);
      const outcomes = await Promise.all(
        messages.map((message) => subject.store.messages.accept(lease, [message])),
      );
      const ids = outcomes.flat().map((message) => message?.id ?? 0);
      expect(ids.sort((left, right) => left - right)).toEqual(tenTimes.map((index) => index + 1));
    });

    it('give a lease to one of several owners', async () => {
      const outcomes = await Promise.all(
        tenTimes.map((index) => subject.store.leases.acquire(USER_ID, `owner-${index}`)),
      );
      expect(outcomes.filter((lease) => lease !== null)).toHaveLength(1);
    });

    it('give each lease a fence of its own', async () => {
      const leases = await Promise.all(tenTimes.map(() => subject.store.leases.acquire(USER_ID, 'owner')));
      expect(new Set(leases.map((lease) => lease?.fence)).size).toBe(10);
    });

    it('count every save of a configuration', async () => {
      const saved = await Promise.all(
        tenTimes.map((index) => subject.store.configurations.save(USER_ID, { index })),
      );
      expect(new Set(saved.map((stored) => stored.revision)).size).toBe(10);
      const last = saved.find((stored) => stored.revision === 10);
      expect(await subject.store.configurations.get(USER_ID)).toEqual(last);
    });

    it('write all of their credentials', async () => {
      const lease = await subject.lease();
      const credentials = subject.store.credentials(USER_ID, 'provider', lease);
      await Promise.all(tenTimes.map((index) => credentials.set(new Map([[`key-${index}`, 'value']]))));
      expect((await credentials.get(tenTimes.map((index) => `key-${index}`))).size).toBe(10);
    });
  });
}
