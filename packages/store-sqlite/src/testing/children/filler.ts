import { ImposterError } from '@chat-imposter/core';
import { sampleMessage } from '@chat-imposter/testing';
import { createSqliteStore } from '../../sqlite-store.ts';

/**
 * Accepts messages in the store whose path is its argument until that fails, then prints as JSON what the failure looked
 * like, how many messages were accepted, and how many the store shows after it.
 */
const MESSAGES_AT_MOST = 10_000;

const store = createSqliteStore(process.argv[2] ?? '');
await store.open();
const lease = await store.leases.acquire('anna', 'filler');
if (!lease) throw new Error('There is no lease to be had.');

let accepted = 0;
let failure: unknown = null;
while (failure === null && accepted < MESSAGES_AT_MOST) {
  const message = sampleMessage({ providerMessageId: `message-${accepted + 1}`, content: 'x'.repeat(2_000) });
  const [outcome] = await Promise.allSettled([store.messages.accept(lease, [message])]);
  if (outcome.status === 'fulfilled') accepted += 1;
  else failure = outcome.reason;
}
const { code, message } = ImposterError.is(failure) ? failure : { code: null, message: String(failure) };
console.log(JSON.stringify({ code, message, accepted, shown: (await store.messages.queue('anna')).length }));
