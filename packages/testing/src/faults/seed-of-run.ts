/** The seed of a run: `IMPOSTER_SEED`, else a new one. */
export function seedOfRun(): number {
  const given = process.env.IMPOSTER_SEED;
  return given === undefined || given === '' ? Math.floor(Math.random() * 2 ** 31) : Number(given);
}
