import { randomBytes } from 'node:crypto';

/** Where all randomness comes from, so that a run can be repeated from a seed. */
export interface Random {
  /** A number in [0, 1). */
  fraction(): number;
  /** `bytes` random bytes as lower-case hex, fit for ids and secrets. */
  hex(bytes: number): string;
}

/** Randomness of the operating system. */
export const systemRandom: Random = {
  fraction: () => Math.random(),
  hex: (bytes) => randomBytes(bytes).toString('hex'),
};
