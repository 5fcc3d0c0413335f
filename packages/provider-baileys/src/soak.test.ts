import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const TIMEOUT_MS = 240_000;
const SOAK = fileURLToPath(new URL('testing/soak.ts', import.meta.url));

it(
  'loses no message and grows in nothing while connections are lost, for some seconds',
  async () => {
    // The heap of so short a run says nothing: what is compiled and cached at first is still on its way.
    const settings = ['--minutes', '0.1', '--rate', '10', '--cut', '1', '--bots', '2', '--growth', '50'];
    const options = [
      '--disable-warning=ExperimentalWarning',
      '--expose-gc',
      '--conditions=@chat-imposter/source',
    ];
    const { stdout } = await promisify(execFile)(process.execPath, [...options, SOAK, ...settings], {
      timeout: TIMEOUT_MS,
    });
    const result: unknown = JSON.parse(stdout);
    expect(result).toMatchObject({ bots: 2, unconfirmed: 0, grown: [] });
    const { sent, accepted, cuts, connections } = result as Record<string, number>;
    expect(accepted).toBe(sent);
    expect(sent).toBeGreaterThan(10);
    expect(cuts).toBeGreaterThan(1);
    expect(connections).toBeGreaterThan(3);
  },
  TIMEOUT_MS + 10_000,
);
