/** What a process holds. */
export interface Held {
  heapBytes: number;
  residentBytes: number;
}

/**
 * What is held after everything that can be collected was collected, also what waits for the end of a tick to be let go.
 * @throws Error without `--expose-gc`
 */
export async function held(): Promise<Held> {
  if (globalThis.gc === undefined) throw new Error('Run node with --expose-gc.');
  for (let round = 0; round < 4; round++) {
    await new Promise((resolve) => setImmediate(resolve));
    globalThis.gc();
  }
  const { heapUsed, rss } = process.memoryUsage();
  return { heapBytes: heapUsed, residentBytes: rss };
}
