/** Comparing costs the product of the lengths, and keys of documents may be of any length. */
const LONGEST = 64;

/** Up to this many edits two keys count as a slip of the finger. */
const NEAR = 2;

/** The known key within two edits of `key`, or null. */
export function nearMiss(key: string, known: readonly string[]): string | null {
  const best = closest(key, known);
  return best !== null && best.distance > 0 && best.distance <= NEAR ? best.key : null;
}

/** The known key most like `key`, or null when none has half of its letters in common. */
export function nearestKey(key: string, known: readonly string[]): string | null {
  const best = closest(key, known);
  return best !== null && best.distance <= Math.max(NEAR, key.length / 2) ? best.key : null;
}

function closest(key: string, known: readonly string[]): { key: string; distance: number } | null {
  if (key.length > LONGEST) return null;
  let best: { key: string; distance: number } | null = null;
  for (const candidate of known) {
    const distance = editDistance(key, candidate);
    if (best === null || distance < best.distance) best = { key: candidate, distance };
  }
  return best;
}

/** Levenshtein distance: insertions, deletions and replacements of single characters. */
export function editDistance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const replaced = (previous[column - 1] ?? 0) + (from[row - 1] === to[column - 1] ? 0 : 1);
      current[column] = Math.min(replaced, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1);
    }
    previous = current;
  }
  return previous[to.length] ?? 0;
}
