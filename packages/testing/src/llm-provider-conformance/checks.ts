import type { Check, CheckGroup } from '../conformance/check.ts';
import { configurationChecks } from '../conformance/configuration-checks.ts';
import { abortingChecks } from './aborting.ts';
import { answeringChecks } from './answering.ts';
import { askingChecks } from './asking.ts';
import { concurrencyChecks } from './concurrency.ts';
import { failingChecks } from './failing.ts';
import { LlmSubject } from './llm-subject.ts';
import { makingChecks } from './making.ts';
import type { LlmAbility, LlmProviderConformanceOptions } from './options.ts';

/** A promise of `LlmProvider` or `LlmModel`. */
export type LlmCheck = Check<LlmSubject, LlmAbility>;

/** Every promise that the suite knows. */
export const llmCheckGroups: readonly CheckGroup<LlmSubject, LlmAbility>[] = [
  { name: 'configuration', checks: configurationChecks },
  { name: 'making a model', checks: makingChecks },
  { name: 'asking', checks: askingChecks },
  { name: 'answers', checks: answeringChecks },
  { name: 'failures', checks: failingChecks },
  { name: 'abort', checks: abortingChecks },
  { name: 'calls at the same time', checks: concurrencyChecks },
];

/** Tries one promise on a server of its own; rejects when it, or one that always holds, is broken. */
export async function runLlmCheck(check: LlmCheck, options: LlmProviderConformanceOptions): Promise<void> {
  const subject = await LlmSubject.begin(options);
  try {
    await check.run(subject);
    subject.conclude();
  } finally {
    await subject.end();
  }
}
