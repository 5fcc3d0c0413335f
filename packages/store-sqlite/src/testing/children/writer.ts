import { writeSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { sampleDecision, sampleMessage, samplePart } from '@chat-imposter/testing';
import { createSqliteStore } from '../../sqlite-store.ts';

const STANDARD_OUTPUT = 1;

/**
 * Does round after round of writes in the store whose path is its argument, until it is killed: accepts a message,
 * counts the round in a credential, and decides on an answer to every third message. Prints the number of each round
 * once its writes have resolved; goes on counting where the store stands.
 */
const store = createSqliteStore(process.argv[2] ?? '');
await store.open();
const lease = await store.leases.acquire('anna', `writer ${process.pid}`);
if (!lease) throw new Error('The lease of an owner who was killed is still in the way.');
const credentials = store.credentials('anna', 'provider', lease);
const rounds = (await credentials.get(['rounds'])).get('rounds') ?? '0';

// When the test run ends before it kills this process.
process.stdin.on('end', () => process.exit()).resume();

for (let round = Number(rounds) + 1; ; round += 1) {
  await store.messages.accept(lease, [sampleMessage({ providerMessageId: `message-${round}` })]);
  if (round % 3 === 0) {
    const parts = [
      samplePart({ messageId: `reply-${round}` }),
      samplePart({ messageId: `reply-${round}-2` }),
    ];
    await store.turns.decide(lease, [
      sampleDecision({ turnId: `turn-${round}`, messageIds: [round], parts }),
    ]);
  }
  await credentials.set(
    new Map([
      ['rounds', String(round)],
      ['text', 'x'.repeat(round % 5_000)],
    ]),
  );
  // Not by process.stdout, which keeps lines back in this process, to die with it, while the reader is slow.
  writeSync(STANDARD_OUTPUT, `${round}\n`);
  await nextTurn();
}
