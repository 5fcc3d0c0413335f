/*
 * Preloaded (`node --import`) into the program that the bootstrap runs. The channel to the bootstrap closes when the
 * bootstrap is gone, whatever ended it; the program then ends itself the way SIGTERM does, instead of staying
 * behind with its ports and its database.
 */
import { isMainThread } from 'node:worker_threads';

if (isMainThread && process.channel) {
  // Programs that this one forks have a channel of their own, which is not ours to watch.
  process.execArgv = process.execArgv.filter(
    (argument, index, all) => argument !== import.meta.url && all[index + 1] !== import.meta.url,
  );
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  process.channel.unref();
}
