import { ImposterError } from '@chat-imposter/core';
import { sampleMessage } from '@chat-imposter/testing';
import { createSqliteStore } from '../../sqlite-store.ts';

/**
 * Accepts messages in the store whose path is its argument until that fails, then prints as JSON what the failure looked
 * like, how many messages were accepted, and how many the store shows after it. The second argument is the durability of
 * the store, the third how many messages are accepted at a time, each by a call of its own.
 */
const CALLS_AT_MOST = 10_000;

const [, , path = '', durability, callsAtATime] = process.argv;
const store = createSqliteStore(path, { durability: durability === 'full' ? 'full' : 'normal' });
await store.open();
const lease = await store.leases.acquire('anna', 'filler');
if (!lease) throw new Error('There is no lease to be had.');

let calls = 0;
let accepted = 0;
const failures: unknown[] = [];

function accept(): Promise<unknown> {
  calls += 1;
  const message = sampleMessage({ providerMessageId: `message-${calls}`, content: 'x'.repeat(2_000) });
  return store.messages.accept(lease as NonNullable<typeof lease>, [message]);
}

while (failures.length === 0 && calls < CALLS_AT_MOST) {
  for (const outcome of await Promise.allSettled(Array.from({ length: Number(callsAtATime) }, accept))) {
    if (outcome.status === 'fulfilled') accepted += 1;
    else failures.push(outcome.reason);
  }
}
const told = failures.map((failure) =>
  ImposterError.is(failure) ? [failure.code, failure.message] : [null, String(failure)],
);
console.log(JSON.stringify({ failures: told, accepted, shown: (await store.messages.queue('anna')).length }));
