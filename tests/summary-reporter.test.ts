import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { summarize } from '../scripts/summary-reporter.mjs';
import { temporaryFolder } from './temporary-folder.ts';

const locally = { isCi: false, allowedSkips: [] };
const inCi = { isCi: true, allowedSkips: ['a > may be skipped'] };

describe('summarize', () => {
  it.each([
    [{ passed: 3, failed: 0, skipped: [] }, locally, '3 passed, 0 failed', 0],
    [{ passed: 3, failed: 2, skipped: [] }, inCi, '3 passed, 2 failed', 0],
    [{ passed: 3, failed: 0, skipped: ['a > b', 'a > c'] }, locally, '3 passed, 0 failed, 2 skipped', 0],
    [{ passed: 3, failed: 1, skipped: ['a > b', 'a > c'] }, inCi, '3 passed, 3 failed', 2],
    [{ passed: 3, failed: 0, skipped: ['a > may be skipped'] }, inCi, '3 passed, 0 failed, 1 skipped', 0],
    [{ passed: 0, failed: 0, skipped: [] }, locally, '0 passed, 0 failed', 0],
    [{ passed: 0, failed: 0, skipped: [] }, inCi, '0 passed, 1 failed', 1],
  ])('of %o under %o is %s', (counts, rules, line, complaints) => {
    const summary = summarize(counts, rules);
    expect(summary.line).toBe(line);
    expect(summary.complaints).toHaveLength(complaints);
  });
});

/** Runs vitest on one file as a user would and tells its exit code and the last line that it printed. */
function runVitest(test: string, environment: Record<string, string> = {}) {
  const reporter = new URL('../scripts/summary-reporter.mjs', import.meta.url).href;
  const allowedSkips = { 'a.test.mjs > may be skipped': 'there is no such machine here' };
  const root = temporaryFolder({
    'a.test.mjs': test,
    'vitest.config.mjs': `import { SummaryReporter } from '${reporter}';
      const allowedSkips = ${JSON.stringify(allowedSkips)};
      export default { test: { globals: true, reporters: ['default', new SummaryReporter({ allowedSkips })] } };`,
  });
  const vitest = join(fileURLToPath(import.meta.resolve('vitest/package.json')), '..', 'vitest.mjs');
  const inherited = { ...process.env, VITEST: undefined, CI: undefined, IMPOSTER_FAILED_CHECKS: undefined };
  const run = spawnSync(process.execPath, [vitest, 'run'], {
    cwd: root,
    env: { ...inherited, ...environment },
    encoding: 'utf8',
  });
  return [run.status, run.stdout.trimEnd().split('\n').at(-1)];
}

describe('SummaryReporter', () => {
  const skipping = "it('passes', () => {}); it['skip']('is left out', () => {});";
  const allowed = "it('passes', () => {}); it['skip']('may be skipped', () => {});";

  it.each([
    ['tests that pass', "it('passes', () => {});", {}, [0, '1 passed, 0 failed']],
    ['a test that fails', "it('fails', () => { throw new Error(); });", {}, [1, '0 passed, 1 failed']],
    ['a file that fails', 'throw new Error();', {}, [1, '0 passed, 1 failed']],
    [
      'a group that fails',
      "describe('a', () => { afterAll(() => { throw new Error(); }); it('passes', () => {}); });",
      {},
      [1, '1 passed, 1 failed'],
    ],
    [
      'an error beside the tests',
      "it('passes', () => { Promise.reject(1); });",
      {},
      [1, '1 passed, 1 failed'],
    ],
    [
      'a process that breaks down',
      "process.on('exit', () => {}); process.abort();",
      {},
      [1, '0 passed, 1 failed'],
    ],
    [
      'checks that failed',
      "it('passes', () => {});",
      { IMPOSTER_FAILED_CHECKS: '1' },
      [1, '1 passed, 1 failed'],
    ],
    ['a skipped test', skipping, {}, [0, '1 passed, 0 failed, 1 skipped']],
    ['a skipped test in CI', skipping, { CI: 'true' }, [1, '1 passed, 1 failed']],
    ['a test that may be skipped in CI', allowed, { CI: 'true' }, [0, '1 passed, 0 failed, 1 skipped']],
  ])('ends a run with %s with its line', (_, test, environment, outcome) => {
    expect(runVitest(test, environment)).toEqual(outcome);
  });
});
