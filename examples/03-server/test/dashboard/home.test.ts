import type { Phone } from '@chat-imposter/testing/whatsapp';
import type { Locator, Page } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { accessibilityFindings } from './support/accessibility.ts';
import { cannotRun, type DashboardWorld, startDashboardWorld } from './support/dashboard-world.ts';

describe.skipIf(cannotRun !== null)('the bots in the dashboard', () => {
  let world: DashboardWorld;

  beforeEach(async () => {
    world = await startDashboardWorld();
  });

  afterEach(() => world[Symbol.asyncDispose]());

  const chat = { provider_name: 'whatsAppBaileyes', provider_config: {} };
  const save = (userId: string) =>
    world.server.imposter.saveConfiguration({ user_id: userId, chat_provider_config: chat });
  const link = async (userId: string, phone: Phone) => {
    const { imposter } = world.server;
    const shown = new Promise<string>((resolve) => imposter.on('qr', ({ text }) => resolve(text)));
    await imposter.start({ user_id: userId, chat_provider_config: chat });
    await phone.scan(await shown);
    await phone.confirmed();
  };
  const names = async () => (await world.server.imposter.statuses()).map(({ userId }) => userId).sort();
  const expectNothingWrong = async (page: Page) => expect(await accessibilityFindings(page)).toEqual([]);
  const foreign = (requests: readonly string[]) => requests.filter((url) => !url.startsWith(world.url));

  it('leads a newcomer to a first bot, and refuses at each field what is wrong', async () => {
    await using watched = await world.open('/');
    const { page } = watched;
    await page.getByRole('heading', { name: 'Your first bot in three steps' }).waitFor();
    await expectNothingWrong(page);
    await page.getByRole('button', { name: 'Create a bot' }).click();
    const name = page.getByLabel('Name', { exact: true });
    const create = page.getByRole('button', { name: 'Create', exact: true });
    await expectFocus(name);
    await name.fill('my bot');
    await page.getByLabel('Model', { exact: true }).fill('');
    await create.click();
    await expectFieldProblem(page, 'Name', 'No spaces.');
    await expectFieldProblem(page, 'Model', 'Name the model.');
    await expectNothingWrong(page);
    // What only the server knows comes to its field too.
    await name.fill('CON');
    await page.getByLabel('Model', { exact: true }).fill('gpt-6-luna');
    await page.getByLabel('Persona').selectOption('Calm grandparent');
    await page.getByLabel('Typed in here').check();
    await page.getByLabel('Your API key').fill('sk-typed-once');
    await create.click();
    await expectFieldProblem(page, 'Name', 'is a reserved word');
    // The list of the page does not know this bot yet: nothing of it is overwritten.
    await save('Dana');
    await name.fill('dana');
    await create.click();
    await expectFieldProblem(page, 'Name', 'There is a bot with this name already.');
    expect(await world.server.imposter.configuration('Dana')).not.toHaveProperty('llm_provider_config');
    await name.fill('henry');
    await create.click();
    await page.getByRole('heading', { name: 'henry is created' }).waitFor();
    await expectNothingWrong(page);
    expect(await world.server.imposter.configuration('henry')).toMatchObject({
      user_id: 'henry',
      llm_provider_config: {
        provider_config: {
          api_key_source: 'explicit',
          api_key: '********',
          model: 'gpt-6-luna',
          system: expect.stringContaining('You are Henry'),
        },
      },
    });
    await page.getByRole('button', { name: 'Later' }).click();
    await page.getByRole('listitem').filter({ hasText: 'henry' }).getByText('Answers').waitFor();
    expect(await page.content()).not.toContain('sk-typed-once');
    expect(await watched.violations()).toEqual([]);
    expect(foreign(watched.requests)).toEqual([]);
  });

  it('creates a bot that only collects, on a small dark screen', async () => {
    await using watched = await world.open('/', {
      colorScheme: 'dark',
      viewport: { width: 390, height: 844 },
    });
    const { page } = watched;
    await page.getByRole('button', { name: 'Create a bot' }).click();
    await expectNothingWrong(page);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    await page.getByLabel('Name', { exact: true }).fill('ear');
    await page.getByLabel('Only collects messages').check();
    await page.getByRole('button', { name: 'Create', exact: true }).click();
    await page.getByRole('button', { name: 'Later' }).click();
    await page.getByRole('listitem').filter({ hasText: 'ear' }).getByText('Collects only').waitFor();
    expect(await world.server.imposter.configuration('ear')).not.toHaveProperty('llm_provider_config');
  });

  it('shows live how a bot is, and stops, starts, unlinks and deletes it, asking first', async () => {
    const phone = world.whatsApp.phone({ number: '15550000001', name: 'Dana' });
    const ann = world.whatsApp.contact({ number: '15551110001', name: 'Ann' });
    await save('eli');
    await using watched = await world.open('/', {
      colorScheme: 'dark',
      viewport: { width: 390, height: 844 },
    });
    const { page } = watched;
    const row = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: 'dana' }) });
    await page.getByText('Not linked yet').waitFor();
    await link('dana', phone);
    await row.getByText('Connected').waitFor();
    await row.getByText('Status changed').waitFor();
    await ann.says('hi');
    await row.getByText('Last message').waitFor();
    const choose = async (action: string) => {
      await row.getByLabel('More: dana').click();
      await row.getByRole('button', { name: action }).click();
    };
    await row.getByLabel('More: dana').click();
    await expectNothingWrong(page);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    await page.keyboard.press('Escape');
    await choose('Stop');
    await row.getByText('Disconnected').waitFor();
    await choose('Start');
    await row.getByText('Connected').waitFor();
    const { since } = await world.server.imposter.status('dana');
    await choose('Reload');
    await expect
      .poll(() => world.server.imposter.status('dana'), { timeout: 10_000 })
      .toSatisfy((status) => status.status === 'connected' && status.since > since);
    await choose('Unlink');
    await page.getByRole('dialog').getByText('removes it from the linked devices').waitFor();
    await expectNothingWrong(page);
    await page.getByRole('button', { name: 'Cancel' }).click();
    expect(phone.linked).toBe(true);
    await choose('Unlink');
    await page.getByRole('dialog').getByRole('button', { name: 'Unlink' }).click();
    await row.getByRole('link', { name: 'Link: dana' }).waitFor();
    await phone.unlinked();
    await choose('Delete');
    await page.getByRole('dialog').getByText('cannot be taken back').waitFor();
    expect(await names()).toEqual(['dana', 'eli']);
    await page.getByRole('button', { name: 'Delete for good' }).click();
    await row.waitFor({ state: 'detached' });
    await expectFocus(page.getByRole('main'));
    expect(await names()).toEqual(['eli']);
    expect(await watched.violations()).toEqual([]);
  });

  it('shows a hundred bots, asks only for those in sight, and finds one by its name', async () => {
    for (let number = 1; number <= 100; number += 1) await save(`bot-${String(number).padStart(3, '0')}`);
    await using watched = await world.open('/');
    const { page, requests } = watched;
    await page.getByText('100 bots').waitFor();
    expect(await page.getByRole('listitem').count()).toBe(100);
    await page.getByText('Status changed').first().waitFor();
    await expectNothingWrong(page);
    const asked = new Set(requests.filter((url) => url.endsWith('/status') && url.includes('/chatbot/')));
    expect(asked.size).toBeGreaterThan(0);
    expect(asked.size).toBeLessThan(30);
    await page.getByLabel('Search by name').fill('BOT-09');
    await page.getByText('10 of 100 bots').waitFor();
    await page.getByRole('heading', { name: 'bot-099' }).waitFor();
    await page.getByLabel('Search by name').fill('nobody');
    await page.getByText('No bot has such a name.').waitFor();
    await expectNothingWrong(page);
    expect(await watched.violations()).toEqual([]);
  });
});

/** Whoever works with the keyboard is at this element. */
async function expectFocus(element: Locator): Promise<void> {
  await expect.poll(() => element.evaluate((node) => node.matches(':focus')), { timeout: 5_000 }).toBe(true);
}

/** What is said at a field, and bound to it. */
async function expectFieldProblem(page: Page, label: string, problem: string): Promise<void> {
  const alert = page.getByRole('alert').filter({ hasText: problem });
  await alert.waitFor();
  const field = page.getByLabel(label, { exact: true });
  expect(await field.getAttribute('aria-invalid')).toBe('true');
  expect(await field.getAttribute('aria-describedby')).toContain(await alert.getAttribute('id'));
}
