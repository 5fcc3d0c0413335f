import fc from 'fast-check';

/** Something that went wrong with a stored text. */
export interface Damage {
  kind: 'cut' | 'zeros' | 'bit';
  /** Where it begins, as a part of the length, in [0, 1). */
  at: number;
  /** How long it is, as a part of what follows, in [0, 1). */
  length: number;
  /** Which bit of the byte, 0 to 7. */
  bit: number;
}

const fraction = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

/** What disks, crashes and careless hands do to a text. */
export const anyDamage: fc.Arbitrary<Damage> = fc.record({
  kind: fc.constantFrom('cut', 'zeros', 'bit'),
  at: fraction,
  length: fraction,
  bit: fc.integer({ min: 0, max: 7 }),
});

/** The text after the damage; as a store would give it that holds text. */
export function damaged(text: string, { kind, at, length, bit }: Damage): string {
  const bytes = Buffer.from(text);
  const from = Math.floor(bytes.length * at);
  if (kind === 'cut') return bytes.subarray(0, from).toString();
  if (kind === 'zeros') bytes.fill(0, from, from + 1 + Math.floor((bytes.length - from) * length));
  else bytes[from] = (bytes[from] ?? 0) ^ (1 << bit);
  return bytes.toString();
}
