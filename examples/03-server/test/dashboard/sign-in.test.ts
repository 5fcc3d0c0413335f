import { describe, expect, it } from 'vitest';
import { accessibilityFindings } from './support/accessibility.ts';
import { cannotRun, startDashboardWorld } from './support/dashboard-world.ts';

const TOKEN = 'k3Jx9QpVb7Lw2RtYz8MnC4dFg6Hs1Aa5';

describe.skipIf(cannotRun !== null)('signing in to the dashboard', () => {
  it('asks for the token, keeps it in the tab, and sends it nowhere else', async () => {
    await using world = await startDashboardWorld({ apiToken: TOKEN });
    await using watched = await world.open(`/?token=${TOKEN}&api=http://evil.example`);
    const { page, requests } = watched;
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);
    await page.getByLabel('API token').fill('wrong'.repeat(8));
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('The server does not know this token.').waitFor();
    await page.getByLabel('API token').fill(TOKEN);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('button', { name: 'Sign out' }).waitFor();
    await page.reload();
    await page.getByRole('button', { name: 'Sign out' }).waitFor();
    expect(requests.filter((url) => !url.startsWith(world.url))).toEqual([]);
    await using other = await world.open('/');
    await other.page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(await watched.violations()).toEqual([]);
  });
});
