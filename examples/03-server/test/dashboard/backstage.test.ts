import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createDashboardRouter } from '@chat-imposter/dashboard';
import { bearer, createApiRouter } from '@chat-imposter/http-api';
import { openWatchedPage, type WatchedPage } from '@chat-imposter/testing/browser';
import type { Contact } from '@chat-imposter/testing/whatsapp';
import express from 'express';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call } from '../api-client.ts';
import { accessibilityFindings } from './support/accessibility.ts';
import { cannotRun, type DashboardWorld, startDashboardWorld } from './support/dashboard-world.ts';
import { type LinkedBot, linkBot } from './support/link-bot.ts';

const VIEWS = ['Conversations', 'Queue', 'Context', 'Decisions', 'Usage', 'Log'];
const HOSTILE_NAME = '<img src=x onerror="globalThis.hacked=1">\u202egnp.exe';
const HOSTILE_TEXT =
  '<img src=x onerror="globalThis.hacked=1"> \u202eevil\u202c \u0007\u001b[31m <b>bold</b>';
const PHONE_LOOK = { viewport: { width: 390, height: 780 } };
const READ_TOKEN = 'Zr8Qm3Xw6Lk1Tn5Vb9Yc2Hd7Gf4Js0Pa';

describe.skipIf(cannotRun !== null)('Backstage', () => {
  let world: DashboardWorld;
  let bot: LinkedBot;
  let ann: Contact;
  let stranger: Contact;

  beforeAll(async () => {
    world = await startDashboardWorld();
    ann = world.whatsApp.contact({ number: '15551110001', name: 'Ann' });
    stranger = world.whatsApp.contact({ number: '15559990009', name: HOSTILE_NAME });
    bot = await linkBot(world, 'dana', { queue_config: { max_messages: 3 } });
  });
  afterAll(() => world?.[Symbol.asyncDispose]());

  it('shows a message, that the bot thinks, and its answer, as they happen', async () => {
    await using watched = await world.open('/bots/dana');
    const { page, requests } = watched;
    await page.getByText('Nobody has written to this bot yet.').waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);
    const held = world.llm.hold();
    await ann.says('hi, my name is Ann');
    await page.getByRole('link', { name: 'Ann' }).click();
    const chat = page.getByRole('log');
    await chat.getByText('hi, my name is Ann').waitFor();
    await chat.getByText('Waits for its answer').waitFor();
    expect(await page.locator(':focus').textContent()).toContain('Conversation with');
    held.release();
    await chat.getByText('Nice to meet you, Ann!').waitFor();
    const heldAgain = world.llm.hold();
    await ann.says('no need to answer');
    await chat.getByText('no need to answer').waitFor();
    await chat.getByText('Thinking …').waitFor();
    heldAgain.release();
    await chat.getByText('Left without an answer: the bot saw no need to answer').waitFor();
    await chat.getByText('Thinking …').waitFor({ state: 'detached' });
    await bot.phone.types(ann, 'I am here myself');
    await chat.getByText('Owner, by hand').waitFor();
    expect(await chat.getByText('Answered', { exact: true }).count()).toBe(1);
    expect(conversationsRead(requests)).toBe(1);
    expect(await accessibilityFindings(page)).toEqual([]);
    await expectClean(world, watched);
  });

  it('shows what others call themselves and write as mere text', async () => {
    await stranger.says(HOSTILE_TEXT);
    await using watched = await world.open('/bots/dana');
    const { page } = watched;
    await page.getByLabel('Search contacts').fill('ann');
    await page.getByRole('link', { name: HOSTILE_NAME }).waitFor({ state: 'detached' });
    await page.getByLabel('Search contacts').fill('1555999');
    await page.getByRole('link', { name: HOSTILE_NAME }).click();
    for (const view of VIEWS.filter((name) => name !== 'Context' && name !== 'Usage')) {
      await openView(page, view);
      await page.getByText('<b>bold</b>').first().waitFor();
      expect(await page.locator('main img, main b').count(), view).toBe(0);
    }
    await openView(page, 'Context');
    await page.getByText('This contact is not answered: not on the list of who is answered.').waitFor();
    expect(await page.evaluate('globalThis.hacked')).toBeUndefined();
    await expectClean(world, watched);
  });

  it('goes through all views by keyboard, keeps the contact, in the dark, on a phone', async () => {
    await using watched = await world.open(`/bots/dana?contact=${encodeURIComponent(ann.id)}`, {
      ...PHONE_LOOK,
      colorScheme: 'dark',
    });
    const { page } = watched;
    await page.getByRole('log').getByText('Nice to meet you, Ann!').waitFor();
    for (const view of VIEWS) {
      const link = page
        .getByRole('navigation', { name: 'Views of Backstage' })
        .getByRole('link', { name: view });
      await tabTo(page, link);
      await page.keyboard.press('Enter');
      await link.and(page.locator('[aria-current=page]')).waitFor();
      await settled(page);
      expect(page.url()).toContain(encodeURIComponent(ann.id));
      expect(await accessibilityFindings(page), view).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth'), view).toBeLessThanOrEqual(390);
    }
    await expectClean(world, watched);
  });

  it('shows the exact context, decisions in words, usage of the turns and the log', async () => {
    await using watched = await world.open(`/bots/dana/context?contact=${encodeURIComponent(ann.id)}`);
    const { page } = watched;
    await page.getByText('As JSON').click();
    await page.getByRole('button', { name: 'Copy JSON' }).waitFor();
    const shown = JSON.parse(await page.getByRole('textbox', { name: 'As JSON' }).inputValue());
    const context = await call(world.url, 'GET', '/api/context/dana');
    expect(shown).toEqual(context.body[ann.id]);
    expect(shown.length).toBeGreaterThan(2);

    expect(await accessibilityFindings(page)).toEqual([]);

    await openView(page, 'Decisions');
    await page.getByText('Left without an answer: the bot saw no need to answer').waitFor();
    await page.getByLabel('Contact').selectOption('All contacts');
    await page.getByLabel('Verdict').selectOption('Kept without an answer');
    await page.getByText('Kept without an answer: not on the list of who is answered').first().waitFor();
    expect(await page.getByRole('listitem').filter({ hasText: 'no need to answer' }).count()).toBe(0);
    await stranger.says('told live');
    await page.getByRole('listitem').filter({ hasText: 'told live' }).waitFor();

    expect(await accessibilityFindings(page)).toEqual([]);

    await openView(page, 'Usage');
    const usage = await call(world.url, 'GET', '/api/usage/dana');
    const [hour] = usage.body.usage as { input_tokens: number; calls: number }[];
    expect(hour?.calls).toBeGreaterThan(0);
    await page.getByRole('img', { name: /^Tokens\. The most is/ }).waitFor();
    await page.locator('summary').click();
    const row = page.getByRole('row').nth(1);
    await row.getByText(Number(hour?.input_tokens).toLocaleString('en')).first().waitFor();
    await page.getByLabel('By').selectOption('Model');
    await page.getByRole('rowheader', { name: 'gpt-6-luna' }).waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);

    await page.goto(`${world.url}/bots/dana/log?contact=${encodeURIComponent(ann.id)}`);
    await page
      .getByRole('log')
      .getByText(/::: hi, my name is Ann$/)
      .waitFor();
    await ann.says('a new line');
    await page
      .getByRole('log')
      .getByText(/::: a new line$/)
      .waitFor();
    await expectClean(world, watched);
  });

  it('shows the queue and what limits drop, and clears it when asked twice', async () => {
    await using watched = await world.open('/bots/dana/queue');
    const { page } = watched;
    await page.getByText('Limits for each contact: 3 messages, 1,000 characters, 1 days.').waitFor();
    for (let count = 1; count <= 4; count++) await stranger.says(`waiting ${count}`);
    await page.getByText('waiting 4').waitFor();
    await page.getByText('A message was dropped: the queue had too many messages.').first().waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Clear what waits of' }).click();
    const dialog = page.getByRole('dialog', { name: 'Clear this part of the queue?' });
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await page.getByText('waiting 4').waitFor();
    await page.getByRole('button', { name: 'Clear all' }).click();
    await page.getByRole('dialog').getByText('This cannot be taken back.').waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);
    await page.getByRole('dialog').getByRole('button', { name: 'Clear all' }).click();
    await page.getByText('Nothing is queued.').waitFor();
    expect((await call(world.url, 'GET', '/api/queue/dana')).body).toEqual({});
    await expectClean(world, watched);
  });

  it('takes a burst of 200 messages, leaves the reader where they are, and loads older pages', async () => {
    await using watched = await world.open(`/bots/dana?contact=${encodeURIComponent(stranger.id)}`);
    const { page, requests } = watched;
    const chat = page.getByRole('log');
    await chat.getByText('waiting 4').waitFor();
    await Promise.all(Array.from({ length: 200 }, (_, index) => stranger.says(`burst ${index}.`)));
    await chat.getByText('burst 199.').waitFor();
    await expect.poll(() => chat.getByText(/^burst \d+\.$/).count()).toBe(200);
    expect(await distanceToEnd(page)).toBeLessThan(2);
    expect(conversationsRead(requests)).toBe(1);

    await page.reload();
    await chat.getByText('burst 199.').waitFor();
    expect(await chat.getByRole('listitem').count()).toBe(50);
    await page.getByRole('button', { name: 'Load older' }).focus();
    await chat.evaluate((box) => box.scrollTo(0, 0));
    const top = await chat.getByText('burst 150.').boundingBox();
    await page.keyboard.press('Enter');
    await expect.poll(() => chat.getByRole('listitem').count()).toBe(100);
    expect(
      Math.abs(Number((await chat.getByText('burst 150.').boundingBox())?.y) - Number(top?.y)),
    ).toBeLessThan(60);
    await stranger.says('after that');
    await page.getByRole('button', { name: 'New messages' }).click();
    await expect.poll(() => distanceToEnd(page)).toBeLessThan(2);
    await expectClean(world, watched);
  });

  it('tells in place what a token may not see', async () => {
    await using served = await serveForReaders(world);
    await using watched = await openWatchedPage(world.browser);
    const { page } = watched;
    await page.goto(`${served.url}/bots/dana`);
    await page.getByLabel('API token').fill(READ_TOKEN);
    await page.getByRole('button', { name: 'Sign in' }).click();
    for (const view of VIEWS.filter((name) => name !== 'Usage' && name !== 'Log')) {
      await openView(page, view);
      await page.getByText('This token may not do that.').first().waitFor();
      await page.getByRole('heading', { level: 1, name: 'dana' }).waitFor();
    }
    await openView(page, 'Usage');
    await page.getByRole('img', { name: /^Tokens/ }).waitFor();
    expect(await watched.violations()).toEqual([]);
  });

  it('says that the server is away, and goes on when it is back', async () => {
    await using watched = await world.open(`/bots/dana?contact=${encodeURIComponent(ann.id)}`);
    const { page } = watched;
    await page.getByRole('log').getByText('a new line').first().waitFor();
    await world.stopServer();
    await page.getByText('The server cannot be reached. What you see may be old').waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);
    await world.startServerAgain();
    await page.getByText('The server cannot be reached.').waitFor({ state: 'detached' });
    await page.getByText('Connected', { exact: true }).waitFor();
    await ann.says('repeat: back again');
    await page.getByRole('log').getByText('back again', { exact: true }).waitFor();
    expect(await watched.violations()).toEqual([]);
  });
});

async function openView(page: Page, name: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Views of Backstage' }).getByRole('link', { name }).click();
}

/** Presses Tab until the element is reached; nobody would press it a hundred times. */
async function tabTo(page: Page, element: Locator): Promise<void> {
  for (let presses = 0; presses < 100; presses++) {
    await page.keyboard.press('Tab');
    if ((await element.and(page.locator(':focus')).count()) > 0) return;
  }
  throw new Error('It is not reached with the keyboard.');
}

/** Until nothing is read any more. */
async function settled(page: Page): Promise<void> {
  await expect.poll(() => page.locator('p[role=status]:empty').count()).toBe(0);
}

function conversationsRead(requests: readonly string[]): number {
  return requests.filter((url) => url.includes('/api/conversations/')).length;
}

function distanceToEnd(page: Page): Promise<number> {
  return page.getByRole('log').evaluate((box) => box.scrollHeight - box.scrollTop - box.clientHeight);
}

async function expectClean({ url }: DashboardWorld, watched: WatchedPage): Promise<void> {
  expect(await watched.violations()).toEqual([]);
  expect(watched.requests.filter((request) => !request.startsWith(url))).toEqual([]);
  // To reload a page ends what it still listens to.
  expect(watched.errors.filter((error) => !error.endsWith('/api/events'))).toEqual([]);
}

/** The same bots for a token that may only read. */
async function serveForReaders({ server }: DashboardWorld): Promise<AsyncDisposable & { url: string }> {
  const sha256 = createHash('sha256').update(READ_TOKEN).digest('hex');
  const auth = bearer({ tokens: [{ name: 'reader', sha256, scopes: ['read'] }] });
  const app = express();
  app.use(createApiRouter(server.imposter, { auth }), createDashboardRouter());
  const served: Server = createServer(app).listen(0, '127.0.0.1');
  await once(served, 'listening');
  return {
    url: `http://127.0.0.1:${(served.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      served.close();
      served.closeAllConnections();
    },
  };
}
