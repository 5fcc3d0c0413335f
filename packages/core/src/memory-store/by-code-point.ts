/** Compares two texts in the order of Unicode code points, which is how databases order UTF-8 text. */
export function byCodePoint(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}
