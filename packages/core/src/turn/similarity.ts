/** Longer texts are compared by their beginning. */
const MAX_LENGTH = 500;

/**
 * How alike two texts are, from 0 to 1 (the same): the share of their pairs of neighbouring characters that they have
 * in common (the Sørensen–Dice coefficient), without regard to case and spacing.
 */
export function similarity(left: string, right: string): number {
  const [a, b] = [normalise(left), normalise(right)];
  if (a === b) return 1;
  const pairs = pairsOf(a);
  let common = 0;
  for (let index = 0; index + 1 < b.length; index++) {
    const pair = b.slice(index, index + 2);
    const left = pairs.get(pair) ?? 0;
    if (left === 0) continue;
    pairs.set(pair, left - 1);
    common += 1;
  }
  const total = Math.max(0, a.length - 1) + Math.max(0, b.length - 1);
  return total === 0 ? 0 : (2 * common) / total;
}

function normalise(text: string): string {
  return text.slice(0, MAX_LENGTH).normalize('NFC').toLowerCase().replace(/\s+/g, ' ').trim();
}

/** How often each pair of neighbouring characters occurs. */
function pairsOf(text: string): Map<string, number> {
  const pairs = new Map<string, number>();
  for (let index = 0; index + 1 < text.length; index++) {
    const pair = text.slice(index, index + 2);
    pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
  }
  return pairs;
}
