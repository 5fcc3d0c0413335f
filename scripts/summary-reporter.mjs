import { writeSync } from 'node:fs';

/**
 * How a run of the tests ended.
 * @typedef {object} Counts
 * @property {number} passed
 * @property {number} failed failed tests, and files or groups that failed outside of a test
 * @property {readonly string[]} skipped full names of the tests that did not run
 */

/**
 * Judges a run. In CI a test that was skipped fails the run unless it is declared, because a skip hides a gap, and so
 * does a run in which nothing was tested.
 * @param {Counts} counts
 * @param {{isCi: boolean, allowedSkips: readonly string[]}} rules `allowedSkips` are full names of tests
 * @returns {{line: string, complaints: string[]}} the summary line, and what makes the run fail beyond failed tests
 */
export function summarize({ passed, failed, skipped }, { isCi, allowedSkips }) {
  const forbidden = isCi ? skipped.filter((name) => !allowedSkips.includes(name)) : [];
  const complaints = forbidden.map((name) => `skipped in CI without being declared: ${name}`);
  if (isCi && passed + failed === 0) complaints.push('no test ran');
  const failures = failed + complaints.length;
  const others = skipped.length - forbidden.length;
  return {
    line: `${passed} passed, ${failures} failed${others > 0 ? `, ${others} skipped` : ''}`,
    complaints,
  };
}

/**
 * Counts the results of a run.
 * @param {ReadonlyArray<import('vitest/node').TestModule>} testModules
 * @param {number} errorsOutside errors that belong to no test
 * @returns {Counts}
 */
export function countResults(testModules, errorsOutside) {
  const tests = testModules.flatMap(({ children }) => [...children.allTests()]);
  const groups = testModules.flatMap((testModule) => [testModule, ...testModule.children.allSuites()]);
  const withState = (/** @type {string} */ state) => tests.filter((test) => test.result().state === state);
  return {
    passed: withState('passed').length,
    failed:
      withState('failed').length + groups.filter((group) => group.errors().length > 0).length + errorsOutside,
    skipped: [...withState('skipped'), ...withState('pending')].map(
      (test) => `${test.module.relativeModuleId} > ${test.fullName}`,
    ),
  };
}

/**
 * A vitest reporter whose one line, `N passed, N failed` (and `, N skipped`), is the very last that a run prints, also
 * when the run breaks down. It counts what `IMPOSTER_FAILED_CHECKS` says about the checks before the tests.
 */
export class SummaryReporter {
  /** @type {readonly string[]} */
  #allowedSkips;
  /** @type {Counts} */
  #counts = { passed: 0, failed: 1, skipped: [] };

  /**
   * @param {{allowedSkips?: Readonly<Record<string, string>>}} [options] tests that may be skipped in CI: full name
   *   (`file > group > test`) and the reason
   */
  constructor({ allowedSkips = {} } = {}) {
    this.#allowedSkips = Object.keys(allowedSkips);
  }

  /** Called by vitest before anything runs. */
  onInit() {
    process.once('exit', () => this.#print());
  }

  /**
   * Called by vitest after each run; in watch mode the last one counts.
   * @param {ReadonlyArray<import('vitest/node').TestModule>} testModules
   * @param {readonly unknown[]} unhandledErrors
   */
  onTestRunEnd(testModules, unhandledErrors) {
    this.#counts = countResults(testModules, unhandledErrors.length);
  }

  #print() {
    const failedChecks = Number(process.env.IMPOSTER_FAILED_CHECKS ?? 0);
    const counts = { ...this.#counts, failed: this.#counts.failed + failedChecks };
    const { line, complaints } = summarize(counts, {
      isCi: process.env.CI === 'true',
      allowedSkips: this.#allowedSkips,
    });
    for (const complaint of complaints) writeSync(2, `${complaint}\n`);
    if (complaints.length + failedChecks > 0) process.exitCode = 1;
    if (failedChecks > 0) writeSync(1, 'The checks before the tests failed: see their output above.\n');
    writeSync(1, `${line}\n`);
  }
}
