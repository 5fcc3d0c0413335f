/**
 * Does a job for each item, two at a time: the tools that jobs run use several cores themselves. After a
 * failure no further job begins, and the one beside it is waited for.
 * @template T
 * @param {readonly T[]} items
 * @param {(item: T) => Promise<void>} job
 * @throws what the first job that failed threw
 */
export async function inPairs(items, job) {
  const waiting = [...items];
  const worker = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) {
      await job(item).catch((error) => {
        waiting.length = 0;
        throw error;
      });
    }
  };
  const results = await Promise.allSettled([worker(), worker()]);
  const failed = results.find((result) => result.status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
}
