import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { PageLook } from '@chat-imposter/testing/browser';
import type { Page } from 'playwright-core';
import { type DashboardWorld, startDashboardWorld } from './support/dashboard-world.ts';
import { everyPage } from './support/every-page.ts';
import { playScene } from './support/scene.ts';
import { settled } from './support/settled.ts';

/*
 * Makes docs/screenshots: every page as it is with a bot that has talked, on a desktop, and some of them on a phone in the
 * dark. Everything runs on this machine. `pnpm docs:screenshots`.
 */
const FOLDER = fileURLToPath(new URL('../../../../docs/screenshots/', import.meta.url));
const DESKTOP: PageLook = { viewport: { width: 1280, height: 800 }, colorScheme: 'light' };
const PHONE: PageLook = {
  viewport: { width: 390, height: 844 },
  colorScheme: 'dark',
  isMobile: true,
  hasTouch: true,
};

await mkdir(FOLDER, { recursive: true });
await using world = await startDashboardWorld();
const pages = everyPage(await playScene(world));
for (const [name, path] of Object.entries(pages)) await shoot(world, { name, path, look: DESKTOP });
for (const name of ['home', 'conversations', 'editor'] as const) {
  await shoot(world, { name: `${name}-phone`, path: pages[name] ?? '/', look: PHONE });
}
await shoot(world, {
  name: 'linking',
  path: '/link/noa',
  look: DESKTOP,
  ready: (page) => page.getByRole('img', { name: /QR/ }).waitFor(),
});
await shoot(world, {
  name: 'playground',
  path: pages.playground ?? '/',
  look: DESKTOP,
  ready: talk,
});
await using locked = await startDashboardWorld({ apiToken: 'x'.repeat(20) + 'y'.repeat(20) });
await shoot(locked, { name: 'sign-in', path: '/', look: DESKTOP });

/** Something that was said in the playground, and what it was answered. */
async function talk(page: Page): Promise<void> {
  await page.getByLabel('Your message').fill('Hi, my name is Ann!');
  await page.getByLabel('Your message').press('Enter');
  await page.getByText('Answered', { exact: true }).waitFor();
  await page.getByText(/Prompt: \d+ messages/).click();
}

interface Shot {
  name: string;
  path: string;
  look: PageLook;
  /** Resolves when what is to be seen is there. */
  ready?: (page: Page) => Promise<void>;
}

async function shoot(world: DashboardWorld, { name, path, look, ready = settled }: Shot): Promise<void> {
  await using watched = await world.open(path, look);
  await ready(watched.page);
  await watched.page.screenshot({ path: `${FOLDER}${name}.png` });
  console.log(`docs/screenshots/${name}.png`);
}
