import { describe, expect, it } from 'vitest';
import type { Check, CheckGroup, Lacks } from './check.ts';

/** Longer than the patience of a check, which says what it waited for in vain. */
const TIMEOUT_MS = 60_000;

/** What {@link registerChecks} makes tests of. */
export interface Registration<Subject, Ability extends string> {
  name: string;
  groups: readonly CheckGroup<Subject, Ability>[];
  lacks: Lacks<Ability>;
  run: (check: Check<Subject, Ability>) => Promise<void>;
}

/** Registers a test for each check, except where something is lacking: what that leaves out is printed. */
export function registerChecks<Subject, Ability extends string>(
  registration: Registration<Subject, Ability>,
): void {
  const { name, groups, lacks, run } = registration;
  describe(`${name}`, () => {
    for (const group of groups) {
      const checks = group.checks.filter((check) => reasonsAgainst(check, lacks).length === 0);
      if (checks.length === 0) continue;
      describe(`${group.name}`, () => {
        it.for(checks)('$title', { timeout: TIMEOUT_MS }, async (check) => {
          expect.hasAssertions();
          await run(check);
        });
      });
    }
  });
  for (const check of groups.flatMap(({ checks }) => checks)) {
    const reasons = reasonsAgainst(check, lacks);
    if (reasons.length > 0) console.info(`${name}, not tried: "${check.title}" (${reasons.join('; ')})`);
  }
}

/** Why a check is left out, in words; empty when it is not. */
function reasonsAgainst<Subject, Ability extends string>(
  { needs = [] }: Check<Subject, Ability>,
  lacks: Lacks<Ability>,
): string[] {
  return needs.flatMap((ability) => (lacks[ability] === undefined ? [] : [`${ability}: ${lacks[ability]}`]));
}
