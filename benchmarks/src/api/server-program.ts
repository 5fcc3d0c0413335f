/**
 * A server in a process of its own, `ours` or `bare`. It sends its port to its parent; on each `begin` it starts to count
 * CPU time, on `end` it sends how many microseconds it has taken, of user and system.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startMeasuredImposter } from './measured-imposter.ts';

const imposter = await startMeasuredImposter();
const app =
  process.argv[2] === 'ours'
    ? (await import('./our-app.ts')).createOurApp(imposter)
    : await (await import('./bare-app.ts')).createBareApp(imposter);
const server = createServer(app).listen(0, '127.0.0.1', () => {
  process.send?.((server.address() as AddressInfo).port);
});

let begun = process.cpuUsage();
process.on('message', (order) => {
  if (order === 'begin') {
    begun = process.cpuUsage();
    process.send?.('begun');
  } else {
    const { user, system } = process.cpuUsage(begun);
    process.send?.(user + system);
  }
});
process.on('disconnect', () => process.exit());
