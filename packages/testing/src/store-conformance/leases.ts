import { describe, expect, it } from 'vitest';
import type { StoreConformanceOptions } from './options.ts';
import { USER_ID, useStore } from './store-subject.ts';

/** LeaseStore. */
export function testLeases(options: StoreConformanceOptions): void {
  describe('leases', () => {
    const subject = useStore(options);

    it('gives a lease of a bot to one owner and to no other', async () => {
      expect(await subject.store.leases.acquire(USER_ID, 'owner')).toMatchObject({ userId: USER_ID });
      expect(await subject.store.leases.acquire(USER_ID, 'other')).toBeNull();
    });

    it('gives each bot a lease of its own', async () => {
      await subject.lease('anna', 'owner');
      const other = await subject.lease('bert', 'other');
      expect(other.userId).toBe('bert');
    });

    it('gives the same owner a newer lease, which voids the older one', async () => {
      const older = await subject.lease();
      const newer = await subject.lease();
      expect(newer.fence).toBeGreaterThan(older.fence);
      expect(await subject.store.leases.renew(older)).toBe(false);
      expect(await subject.store.leases.renew(newer)).toBe(true);
    });

    it('gives a released lease to another owner, with a higher fence', async () => {
      const first = await subject.lease();
      await subject.store.leases.release(first);
      expect(await subject.store.leases.renew(first)).toBe(false);
      const second = await subject.lease(USER_ID, 'other');
      expect(second.fence).toBeGreaterThan(first.fence);
      expect(await subject.store.leases.acquire(USER_ID, 'owner')).toBeNull();
    });

    it('does not count fences back after releases', async () => {
      const fences: number[] = [];
      for (let round = 0; round < 4; round += 1) {
        const lease = await subject.lease();
        fences.push(lease.fence);
        await subject.store.leases.release(lease);
      }
      expect(fences).toEqual([...new Set(fences)].sort((left, right) => left - right));
    });

    it('ignores the release of a void lease', async () => {
      const older = await subject.lease();
      const newer = await subject.lease();
      await subject.store.leases.release(older);
      expect(await subject.store.leases.renew(newer)).toBe(true);
      expect(await subject.store.leases.acquire(USER_ID, 'other')).toBeNull();
    });

    it('ignores a second release', async () => {
      const first = await subject.lease();
      await subject.store.leases.release(first);
      const second = await subject.lease(USER_ID, 'other');
      await subject.store.leases.release(first);
      expect(await subject.store.leases.renew(second)).toBe(true);
    });

    it('renews a valid lease as often as asked, under the same fence', async () => {
      const lease = await subject.lease();
      for (let round = 0; round < 3; round += 1) expect(await subject.store.leases.renew(lease)).toBe(true);
      await expect(subject.store.messages.settle(lease, [])).resolves.toBeUndefined();
    });
  });
}
