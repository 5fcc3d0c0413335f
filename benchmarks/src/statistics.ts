/** The value below which the given share of the samples lies. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** The value in the middle; of an even number of samples the upper one of the two. */
export function median(samples: readonly number[]): number {
  return percentile(samples, 0.5);
}

/** How many times the smallest sample goes into the largest: 1 when all are the same. */
export function spread(samples: readonly number[]): number {
  return Math.max(...samples) / Math.min(...samples);
}

/** Each sample beside that of the same round. */
export function ratios(samples: readonly number[], bases: readonly number[]): number[] {
  return samples.map((sample, round) => sample / (bases[round] ?? Number.NaN));
}

/** A row of a Markdown table with the median, the 95th percentile and the extremes of the samples, in milliseconds. */
export function row(name: string, samples: readonly number[]): string {
  const figures = [
    percentile(samples, 0.5),
    percentile(samples, 0.95),
    Math.min(...samples),
    Math.max(...samples),
  ];
  return `| ${name} | ${samples.length} | ${figures.map((figure) => figure.toFixed(1)).join(' | ')} |`;
}
