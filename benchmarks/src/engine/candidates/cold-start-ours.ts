import { createMemoryStore } from '@chat-imposter/core';
import { createOurs } from './ours.ts';

/** A program that answers its first message with the engine, and ends. */
const candidate = createOurs({
  store: createMemoryStore(),
  whitelist: ['15550000000'],
  sharedContext: false,
  answer: () => 're #0',
  sent: () => process.exit(),
  failed(error) {
    throw error;
  },
});
await candidate.start();
await candidate.receive({ id: 0, contact: '15550000000', text: '#0 hello', isAnswered: true });
