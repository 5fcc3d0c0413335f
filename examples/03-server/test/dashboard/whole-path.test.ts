import type { PageLook } from '@chat-imposter/testing/browser';
import type { Group } from '@chat-imposter/testing/whatsapp';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import {
  cannotRun,
  type DashboardWorld,
  startDashboardWorld,
  type WorldOptions,
} from './support/dashboard-world.ts';
import { shownQr } from './support/shown-qr.ts';

const TOKEN = 'k3Jx9QpVb7Lw2RtYz8MnC4dFg6Hs1Aa5';
const NUMBER = '15551110001';
const TIMEOUT_MS = 90_000;

const PHONE: PageLook = {
  viewport: { width: 390, height: 844 },
  colorScheme: 'dark',
  isMobile: true,
  hasTouch: true,
};

describe.skipIf(cannotRun !== null)('from nothing to a bot that answers, and back', () => {
  it.each<[string, WorldOptions, PageLook]>([
    ['on a desktop', {}, {}],
    ['under /x/y, with a token, on a phone in the dark', { mountPath: '/x/y', apiToken: TOKEN }, PHONE],
  ])(
    '%s: nobody needs anything but the page and the phone',
    async (_, options, look) => {
      await using world = await startDashboardWorld(options);
      await using watched = await world.open('/', look);
      const { page, requests } = watched;
      if (options.apiToken !== undefined) await signIn(page);
      const owner = await createAndLink(world, page);
      const ann = world.whatsApp.contact({ number: NUMBER, name: 'Ann' });
      const group = world.whatsApp.group({ subject: 'Movies', members: [owner, ann] });

      await openPageOf(page, 'Backstage');
      await ann.says('Hi, my name is Ann!');
      await page.getByRole('link', { name: /Ann/ }).click();
      await page.getByText('Hi, my name is Ann!').waitFor();

      await openPageOf(page, 'Edit');
      await page.getByLabel('Add a number, an id or a name').fill(`+${NUMBER}`);
      await page.getByLabel('Add a number, an id or a name').press('Enter');
      await saveAndReload(page);

      await openPageOf(page, 'Backstage');
      await page.getByRole('link', { name: /Ann/ }).click();
      await ann.says('What is my name?');
      await page.getByText('Your name is Ann.').waitFor();
      expect((await ann.hears()).text).toBe('Your name is Ann.');

      await trackGroup(page, group);
      await openPageOf(page, 'Groups');
      await ann.says('Which film tonight?', { to: group });
      await page
        .getByText(/[1-9]\d* messages?/)
        .first()
        .click();
      await page.getByText('Which film tonight?').waitFor();

      await unlinkAndDelete(page);
      await page.getByRole('heading', { name: 'Your first bot in three steps' }).waitFor();
      expect(await world.server.imposter.configuredUserIds()).toEqual([]);
      expect(requests.filter((url) => !url.startsWith(`${world.url}/`))).toEqual([]);
      expect(await watched.violations()).toEqual([]);
    },
    TIMEOUT_MS,
  );
});

async function signIn(page: Page): Promise<void> {
  await page.getByLabel('API token').fill(TOKEN);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

async function createAndLink({ whatsApp }: DashboardWorld, page: Page) {
  const owner = whatsApp.phone({ number: '15550000001', name: 'Dana' });
  await page.getByRole('button', { name: 'Create a bot' }).click();
  await page.getByLabel('Name', { exact: true }).fill('dana');
  await page.getByLabel('Typed in here').check();
  await page.getByLabel('Your API key').fill('none-needed-here');
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await page.getByRole('button', { name: 'Link now' }).click();
  await owner.scan(await shownQr(page));
  await page.getByText('Connected. The bot is linked.').waitFor();
  await page.getByRole('button', { name: 'Done' }).click();
  return owner;
}

/** From the list or from another page of the bot. */
async function openPageOf(page: Page, name: string): Promise<void> {
  await page.getByRole('link', { name: new RegExp(`^${name}(: dana)?$`) }).click();
}

async function saveAndReload(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Save & Reload' }).click();
  await page.getByText('Saved, and the bot runs with the new settings.').waitFor();
}

async function trackGroup(page: Page, { subject }: Group): Promise<void> {
  await openPageOf(page, 'Edit');
  await page.getByRole('button', { name: 'Track a group' }).click();
  await page.getByLabel('Group', { exact: true }).selectOption({ label: subject });
  await page.getByRole('button', { name: 'Add', exact: true }).last().click();
  await page.getByLabel('A period ends').selectOption('custom');
  await page.getByLabel('Cron expression').fill('*/2 * * * * *');
  await saveAndReload(page);
}

async function unlinkAndDelete(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Chat Imposter' }).click();
  for (const [action, confirm] of [
    ['Unlink', 'Unlink'],
    ['Delete', 'Delete for good'],
  ] as const) {
    await page.getByText('More').click();
    await page.getByRole('button', { name: new RegExp(`^${action}`) }).click();
    await page.getByRole('dialog').getByRole('button', { name: confirm }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  }
}
