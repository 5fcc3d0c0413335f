import { describe, expect, it } from 'vitest';
import type { StoreConformanceOptions } from './options.ts';
import { useStore } from './store-subject.ts';

const DOCUMENT = {
  user_id: 'anna',
  respond_to_whitelist: ['Ann', 'Böb 🎈'],
  llm_provider_config: null,
  context_config: { max_messages: 10, shared_context: true },
  queue_config: { max_days: 0.5 },
};

/** ConfigurationStore. */
export function testConfigurations(options: StoreConformanceOptions): void {
  describe('configurations', () => {
    const subject = useStore(options);

    it('gives null for an unknown id', async () => {
      expect(await subject.store.configurations.get('anna')).toBeNull();
    });

    it('gives a saved document back as it was, not running at first', async () => {
      const saved = await subject.store.configurations.save('anna', DOCUMENT);
      expect(saved).toEqual({ userId: 'anna', document: DOCUMENT, running: false, revision: 1 });
      expect(await subject.store.configurations.get('anna')).toEqual(saved);
    });

    it('replaces the whole document, counts the saves and keeps the wish to run', async () => {
      const { configurations } = subject.store;
      await configurations.save('anna', DOCUMENT);
      await configurations.setRunning('anna', true);
      const saved = await configurations.save('anna', { user_id: 'anna' });
      expect(saved).toEqual({ userId: 'anna', document: { user_id: 'anna' }, running: true, revision: 2 });
      expect(await configurations.get('anna')).toEqual(saved);
    });

    it('stores the wish to run, both ways, without counting it as a save', async () => {
      const { configurations } = subject.store;
      await configurations.save('anna', DOCUMENT);
      await configurations.setRunning('anna', true);
      expect(await configurations.get('anna')).toMatchObject({ running: true, revision: 1 });
      await configurations.setRunning('anna', false);
      expect(await configurations.get('anna')).toMatchObject({ running: false, revision: 1 });
    });

    it('stores no wish to run for an unknown id', async () => {
      await subject.store.configurations.setRunning('anna', true);
      expect(await subject.store.configurations.list()).toEqual([]);
      expect(await subject.store.configurations.save('anna', {})).toMatchObject({ running: false });
    });

    it('finds ids without regard to case, in every call', async () => {
      const { configurations } = subject.store;
      await configurations.save('Anna', { version: 1 });
      await configurations.setRunning('aNNA', true);
      expect(await configurations.get('ANNA')).toEqual({
        userId: 'Anna',
        document: { version: 1 },
        running: true,
        revision: 1,
      });
      expect(await configurations.delete('anna')).toBe(true);
      expect(await configurations.get('Anna')).toBeNull();
    });

    it('keeps one configuration, spelled as at first, for ids that differ by case alone', async () => {
      const { configurations } = subject.store;
      await configurations.save('Anna', { version: 1 });
      await configurations.save('ANNA', { version: 2 });
      expect(await configurations.list()).toEqual([
        { userId: 'Anna', document: { version: 2 }, running: false, revision: 2 },
      ]);
    });

    it('lists all configurations by id', async () => {
      const { configurations } = subject.store;
      for (const userId of ['anna', 'carla', 'anna-2', 'bert', 'anna'])
        await configurations.save(userId, { userId });
      const listed = await configurations.list();
      expect(listed.map((stored) => stored.userId)).toEqual(['anna', 'anna-2', 'bert', 'carla']);
      expect(listed[2]).toEqual(await configurations.get('bert'));
    });

    it('tells whether there was one to delete, and deletes no other', async () => {
      const { configurations } = subject.store;
      await configurations.save('anna', DOCUMENT);
      await configurations.save('anna-2', DOCUMENT);
      expect(await configurations.delete('anna')).toBe(true);
      expect(await configurations.delete('anna')).toBe(false);
      expect((await configurations.list()).map((stored) => stored.userId)).toEqual(['anna-2']);
    });

    it('begins anew with a configuration that was deleted before', async () => {
      const { configurations } = subject.store;
      await configurations.save('anna', DOCUMENT);
      await configurations.setRunning('anna', true);
      await configurations.delete('anna');
      expect(await configurations.save('anna', DOCUMENT)).toMatchObject({ running: false, revision: 1 });
    });
  });
}
