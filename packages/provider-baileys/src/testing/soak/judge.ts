/** What was counted at one moment. */
export interface Sample {
  /** Bytes of the heap in use after a garbage collection. */
  heap: number;
  listeners: number;
  descriptors: number;
}

/** How a figure was in the first third after the warm-up, and in the last: medians. */
export type Trend = readonly [first: number, last: number];

/** What came of a run, without its samples. */
export interface Verdict {
  heap: Trend;
  /** Part by which the heap has grown, 0.01 for one percent. */
  heapGrowth: number;
  emitters: Trend;
  listeners: Trend;
  descriptors: Trend;
  /** What has grown and should not have. */
  grown: (keyof Sample | 'emitters')[];
}

/** Which part of a run is warm-up. */
export const WARM_UP = 0.25;
/** By how much the number of emitters may grow: it depends on how many connections were lost lately. */
const EMITTER_GROWTH = 0.1;

/**
 * Compares the samples, which were taken at equal intervals.
 * @param emitters how many event emitters there were after the warm-up, and at the end
 * @param heapGrowth the part by which the heap may grow
 */
export function judge(samples: readonly Sample[], emitters: Trend, heapGrowth: number): Verdict {
  const warm = samples.slice(Math.floor(samples.length * WARM_UP));
  const third = Math.max(1, Math.floor(warm.length / 3));
  const trend = (figure: keyof Sample): Trend => [
    median(warm.slice(0, third).map((sample) => sample[figure])),
    median(warm.slice(-third).map((sample) => sample[figure])),
  ];
  const trends = {
    heap: trend('heap'),
    emitters,
    listeners: trend('listeners'),
    descriptors: trend('descriptors'),
  };
  const allowed = { heap: heapGrowth, emitters: EMITTER_GROWTH, listeners: 0, descriptors: 0 };
  const figures = Object.keys(allowed) as (keyof typeof allowed)[];
  return {
    ...trends,
    heapGrowth: growth(trends.heap),
    grown: figures.filter((figure) => growth(trends[figure]) > allowed[figure]),
  };
}

function growth([first, last]: Trend): number {
  return first === 0 ? last : last / first - 1;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
