import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cannotRun, type DashboardWorld, startDashboardWorld } from './support/dashboard-world.ts';
import { everyPage } from './support/every-page.ts';
import { hostileTexts } from './support/hostile-texts.ts';
import { playScene, SCENE_IDS } from './support/scene.ts';
import { settled } from './support/settled.ts';

/** How many messages of the contact are hostile; the rest are names and what is said in the group. */
const MESSAGES = 460;

describe.skipIf(cannotRun !== null)('500 hostile names and messages', () => {
  const texts = hostileTexts(500);
  let world: DashboardWorld;

  beforeAll(async () => {
    world = await startDashboardWorld();
    const scene = await playScene(world, {
      contact: texts[0] ?? '',
      group: texts[1] ?? '',
      lines: texts.slice(2, 6),
      said: texts.slice(6, 40),
    });
    for (const text of texts.slice(40)) await scene.contact.says(text);
  }, 120_000);

  afterAll(() => world[Symbol.asyncDispose]());

  it.each(Object.entries(everyPage(SCENE_IDS)))('are text on %s', async (_, path) => {
    await using watched = await world.open(path);
    const { page, requests } = watched;
    await settled(page);
    expect(await page.evaluate(MADE)).toEqual([]);
    expect(await page.evaluate('globalThis.hostileRan')).toBeUndefined();
    expect(requests.filter((url) => !url.startsWith(`${world.url}/`))).toEqual([]);
    expect(await watched.violations()).toEqual([]);
  });

  it('are all there, as they were written', async () => {
    await using watched = await world.open(everyPage(SCENE_IDS).conversations ?? '');
    await settled(watched.page);
    await watched.page
      .getByText(texts.at(-1) ?? '', { exact: true })
      .first()
      .waitFor();
    const shown = await watched.page.evaluate('document.body.textContent');
    expect(texts.slice(-20).filter((text) => !String(shown).includes(text))).toEqual([]);
    expect(texts.length).toBe(MESSAGES + 40);
  });
});

/** Evaluated in the page: what a payload would have made of the page, had it been more than text. */
const MADE = `[...document.querySelectorAll('[data-hostile], iframe, object, embed, [onerror], [onload], [onclick], a[href^="javascript:"]')]
  .map((element) => element.outerHTML)`;
