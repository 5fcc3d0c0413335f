import { writeSync } from 'node:fs';
import { ImposterError } from '@chat-imposter/core';
import { sampleMessage } from '@chat-imposter/testing';
import { createMongoStore } from '../../mongo-store.ts';

const STANDARD_OUTPUT = 1;

/**
 * Does round after round of writes in the store whose URL is its argument, until it is killed or refused: accepts a message
 * and counts the round in a credential. Prints the number of each round once its writes have resolved, and at last the
 * code of the error; goes on counting where the store stands.
 */
const store = createMongoStore({ url: process.argv[2] ?? '' });
await store.open();
const lease = await store.leases.acquire('anna', `writer ${process.pid}`);
if (!lease) throw new Error('The lease of an owner who was killed is still in the way.');
const credentials = store.credentials('anna', 'provider', lease);
const rounds = (await credentials.get(['rounds'])).get('rounds') ?? '0';

// When the test run ends before it kills this process.
process.stdin.on('end', () => process.exit()).resume();

try {
  for (let round = Number(rounds) + 1; ; round += 1) {
    await store.messages.accept(lease, [sampleMessage({ providerMessageId: `message-${round}` })]);
    await credentials.set(new Map([['rounds', String(round)]]));
    // Not by process.stdout, which keeps lines back in this process, to die with it, while the reader is slow.
    writeSync(STANDARD_OUTPUT, `${round}\n`);
  }
} catch (error) {
  writeSync(STANDARD_OUTPUT, `${ImposterError.is(error) ? error.code : String(error)}\n`);
  process.exit();
}
