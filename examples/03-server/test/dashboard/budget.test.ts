import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { cannotRun, startDashboardWorld } from './support/dashboard-world.ts';

/** Of scripts before anything is opened, in bytes as they come compressed. */
const FIRST_LOAD = 250_000;

describe.skipIf(cannotRun !== null)('the first load of the dashboard', () => {
  it('takes at most 250 kB of scripts, and nothing from another host', async () => {
    await using world = await startDashboardWorld();
    await using watched = await world.open('/');
    const { page, requests } = watched;
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.waitForLoadState('networkidle', { timeout: 3_000 }).catch(() => {});
    const scripts = requests.filter((url) => url.endsWith('.js'));
    expect(scripts.length).toBeGreaterThan(0);
    let size = 0;
    for (const url of scripts) {
      size += gzipSync(new Uint8Array(await (await fetch(url)).arrayBuffer())).byteLength;
    }
    console.log(`first load: ${scripts.length} scripts, ${size} bytes gzip`);
    expect(size).toBeLessThanOrEqual(FIRST_LOAD);
    expect(requests.filter((url) => new URL(url).origin !== new URL(world.url).origin)).toEqual([]);
    expect(await watched.violations()).toEqual([]);
  });
});
