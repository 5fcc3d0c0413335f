/**
 * Samples everything once per round. The order is another one in each round (A B C, B C A, …), so that what disturbs the
 * machine for a while does not always disturb the same one.
 */
export async function inRounds<Subject extends string | number, Sample>(
  subjects: readonly Subject[],
  rounds: number,
  sample: (subject: Subject, round: number) => Promise<Sample>,
): Promise<Map<Subject, Sample[]>> {
  const samples = new Map<Subject, Sample[]>(subjects.map((subject) => [subject, []]));
  for (let round = 0; round < rounds; round++) {
    for (let place = 0; place < subjects.length; place++) {
      const subject = subjects[(place + round) % subjects.length] as Subject;
      samples.get(subject)?.push(await sample(subject, round));
    }
  }
  return samples;
}
