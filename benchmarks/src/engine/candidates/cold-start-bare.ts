import { createBareLoop } from './bare-loop.ts';

/** A program that answers its first message with the bare loop, and ends. */
const candidate = createBareLoop({
  whitelist: ['15550000000'],
  model: async () => 're #0',
  send: async () => process.exit(),
});
await candidate.start();
await candidate.receive({ id: 0, contact: '15550000000', text: '#0 hello', isAnswered: true });
