import { ImposterError, type StoredConfiguration } from '@chat-imposter/core';
import { describe, expect, it } from 'vitest';
import type { StoreConformanceOptions } from './options.ts';
import { useStore } from './store-subject.ts';

/** ConfigurationStore.save with a revision. */
export function testRevisions(options: StoreConformanceOptions): void {
  describe('revisions of a configuration', () => {
    const subject = useStore(options);

    function save(
      version: number,
      ifRevision?: number | null,
      userId = 'anna',
    ): Promise<StoredConfiguration> {
      return subject.store.configurations.save(userId, { version }, ifRevision);
    }

    async function outcomesOf(saves: Promise<StoredConfiguration>[]): Promise<(number | string)[]> {
      const outcomes = await Promise.allSettled(saves);
      return outcomes.map((outcome) => {
        if (outcome.status === 'fulfilled') return outcome.value.revision;
        return ImposterError.is(outcome.reason) ? outcome.reason.code : String(outcome.reason);
      });
    }

    it('saves over the revision that is stored', async () => {
      await save(1);
      expect(await save(2, 1)).toMatchObject({ revision: 2, document: { version: 2 } });
      expect(await save(3, 2)).toMatchObject({ revision: 3, document: { version: 3 } });
      expect(await save(4)).toMatchObject({ revision: 4, document: { version: 4 } });
    });

    it('saves a configuration only where there is none', async () => {
      expect(await save(1, null)).toMatchObject({ revision: 1 });
      await expect(save(2, null, 'ANNA')).rejects.toMatchObject({ code: 'revision_conflict' });
      await subject.store.configurations.delete('anna');
      expect(await save(3, null)).toMatchObject({ revision: 1, document: { version: 3 } });
    });

    it.each([0, 1, 3, null])('refuses to save over revision 2 by %j, and changes nothing', async (wrong) => {
      await save(1);
      await save(2);
      await subject.store.configurations.setRunning('anna', true);
      const before = await subject.store.configurations.list();
      await expect(save(3, wrong)).rejects.toMatchObject({ code: 'revision_conflict' });
      expect(await subject.store.configurations.list()).toEqual(before);
    });

    it('refuses to save over a revision of what is not there', async () => {
      await expect(save(1, 1)).rejects.toMatchObject({ code: 'revision_conflict' });
      await expect(save(1, 0)).rejects.toMatchObject({ code: 'revision_conflict' });
      expect(await subject.store.configurations.list()).toEqual([]);
    });

    it('does not count the wish to run, also when it is stored at the same time', async () => {
      await save(1);
      const { configurations } = subject.store;
      const [saved] = await Promise.all([save(2, 1), configurations.setRunning('anna', true)]);
      expect(saved.revision).toBe(2);
      expect(await configurations.get('anna')).toMatchObject({
        document: { version: 2 },
        running: true,
        revision: 2,
      });
    });

    it.each([1, null])('lets one of several saves over %j win that are made at once', async (ifRevision) => {
      if (ifRevision !== null) await save(0);
      const outcomes = await outcomesOf([1, 2, 3, 4, 5].map((version) => save(version, ifRevision)));
      const winner = outcomes.findIndex((outcome) => typeof outcome === 'number');
      expect(outcomes.filter((outcome) => outcome === 'revision_conflict')).toHaveLength(4);
      expect(await subject.store.configurations.get('anna')).toMatchObject({
        document: { version: winner + 1 },
        revision: (ifRevision ?? 0) + 1,
      });
    });

    it('is about one configuration', async () => {
      await save(1);
      await save(2);
      await save(1, null, 'bert');
      expect(await save(2, 1, 'bert')).toMatchObject({ userId: 'bert', revision: 2 });
    });
  });
}
