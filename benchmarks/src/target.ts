/** A figure beside what it should be. */
export interface Target {
  figure: string;
  measured: string;
  /** What it should be, in words. */
  limit: string;
  isMet: boolean;
}

/** The figures as a Markdown table. */
export function targetTable(targets: readonly Target[]): string {
  return [
    '| figure | measured | target | |',
    '| --- | --- | --- | --- |',
    ...targets.map(
      ({ figure, measured, limit, isMet }) =>
        `| ${figure} | ${measured} | ${limit} | ${isMet ? 'met' : '**missed**'} |`,
    ),
  ].join('\n');
}

/** Three digits that mean something: 0.28, 5.09, 40.1, 357. */
export function threeDigits(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(value < 1 ? 2 : 3);
}

/** Bytes as kilobytes of 1,024. */
export function kilobytes(bytes: number): string {
  return `${threeDigits(bytes / 1024)} KB`;
}

/** Bytes as megabytes of 1,048,576. */
export function megabytes(bytes: number): string {
  return `${threeDigits(bytes / 1024 ** 2)} MB`;
}
