import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessibilityFindings } from './support/accessibility.ts';
import { cannotRun, type DashboardWorld, startDashboardWorld } from './support/dashboard-world.ts';
import { PLAIN_TEXTS, playScene, type Scene } from './support/scene.ts';
import { settled } from './support/settled.ts';

const PATH = '/bots/dana/groups';

describe.skipIf(cannotRun !== null)('the periods of a tracked group', () => {
  let world: DashboardWorld;
  let scene: Scene;

  beforeAll(async () => {
    world = await startDashboardWorld();
    scene = await playScene(world);
  });

  afterAll(() => world[Symbol.asyncDispose]());

  it('are there, and a new one appears by itself with what was said', async () => {
    await using watched = await world.open(PATH);
    const { page } = watched;
    await settled(page);
    await page.getByRole('heading', { name: 'Movie night' }).waitFor();
    await scene.contact.says('Is anybody awake?', { to: scene.group });
    await page.getByLabel('Search in what is shown').fill('anybody AWAKE');
    await page.locator('mark', { hasText: 'anybody awake' }).waitFor();
    await page.getByText('1 hit in').waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);
    expect(await watched.violations()).toEqual([]);
  });

  it.each(['JSON', 'JSON Lines', 'Markdown'])('are saved as %s', async (format) => {
    await using watched = await world.open(PATH);
    const { page } = watched;
    await settled(page);
    await page.getByText(/[1-9]\d* periods? shown/).waitFor();
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: `Save what is shown as ${format}`, exact: true }).click();
    // Markdown escapes what it would take for its own.
    const saved = (await readFile(await (await download).path(), 'utf8')).replaceAll('\\', '');
    for (const text of PLAIN_TEXTS.said) expect(saved).toContain(text);
    expect(await watched.violations()).toEqual([]);
  });

  it('of days before there are none', async () => {
    await using watched = await world.open(PATH);
    const { page } = watched;
    await page.getByLabel('Up to the day').fill('2020-01-01');
    await page.getByText('There is no period here yet.').waitFor();
    expect(await page.getByRole('button', { name: 'Delete' }).isDisabled()).toBe(true);
  });

  it('are deleted after a question', async () => {
    await using watched = await world.open(PATH);
    const { page } = watched;
    await page.getByText(/[1-9]\d* periods? shown/).waitFor();
    await page.getByRole('button', { name: 'Delete' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Delete' }).click();
    await dialog.getByRole('button', { name: 'Delete' }).click();
    await page.getByText(/periods? (was|were) deleted/).waitFor();
    const left = await fetch(`${world.server.url}/api/trackedGroupMessages/dana`);
    expect(await left.text()).not.toContain(PLAIN_TEXTS.said[0]);
  });

  it('are not there for a bot that tracks nothing', async () => {
    await using watched = await world.open('/bots/noa/groups');
    await watched.page.getByRole('link', { name: 'Choose groups to track' }).click();
    await watched.page.waitForURL(`${world.url}/edit/noa`);
    expect(await watched.violations()).toEqual([]);
  });
});
