import { sampleMessage } from '@chat-imposter/testing';
import { expect, it } from 'vitest';
import { createMongoStore } from './mongo-store.ts';
import { leaseOf, MongoRig } from './testing/mongo-rig.ts';
import { ObservingClient } from './testing/observed-commands.ts';

const WRITES = ['insert', 'update', 'delete', 'findAndModify'];

it('A store with a client of somebody else writes as durably as with its own, and leaves it open', async () => {
  const rig = await MongoRig.start();
  const careless = { writeConcern: { w: 0 }, readPreference: 'secondaryPreferred' } as const;
  const { client, commands } = new ObservingClient(rig.server.url, careless);
  try {
    const store = createMongoStore({ client, database: 'theirs' });
    await store.open();
    await store.configurations.save('anna', {});
    const lease = await leaseOf(store);
    await store.messages.accept(lease, [sampleMessage()]);
    await store.messages.queue('anna');
    await store.configurations.delete('anna');
    await store.close();
    const writes = commands.filter((command) => WRITES.some((name) => name in command));
    expect(new Set(writes.map((command) => JSON.stringify(command.writeConcern)))).toEqual(
      new Set(['{"w":"majority","j":true}']),
    );
    const preferences = commands.map(({ $readPreference }) => $readPreference?.mode ?? 'primary');
    expect(new Set(preferences)).toEqual(new Set(['primary']));
    expect(await client.db('theirs').collection('queues').countDocuments()).toBe(1);
  } finally {
    await client.close();
    await rig.end();
  }
});
