import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessibilityFindings } from './support/accessibility.ts';
import { cannotRun, type DashboardWorld, startDashboardWorld } from './support/dashboard-world.ts';
import { settled } from './support/settled.ts';

const PATH = '/bots/dana/playground';

function documentOf(system: string, changes: object = {}) {
  return {
    user_id: 'dana',
    chat_provider_config: { provider_name: 'whatsAppBaileyes', provider_config: {} },
    llm_provider_config: {
      provider_name: 'openAi',
      provider_config: {
        api_key_source: 'explicit',
        api_key: 'sk-canary-playground',
        model: 'scripted',
        system,
      },
    },
    ...changes,
  };
}

describe.skipIf(cannotRun !== null)('the playground of a bot that was never linked', () => {
  let world: DashboardWorld;

  beforeAll(async () => {
    world = await startDashboardWorld();
    await world.server.imposter.saveConfiguration(documentOf('You are Dana, 31, from Tel Aviv.'));
  });

  afterAll(() => world[Symbol.asyncDispose]());

  it('answers a burst together, shows the prompt and what it cost, and starts over', async () => {
    await using watched = await world.open(PATH);
    const { page } = watched;
    await settled(page);
    expect(await accessibilityFindings(page)).toEqual([]);
    for (const text of ['Hi, my name is Ann!', 'What is my name?']) {
      await page.getByLabel('Your message').fill(text);
      await page.getByLabel('Your message').press('Enter');
      await page.getByRole('listitem').filter({ hasText: text }).first().waitFor();
    }
    await page.getByText('It is answering').waitFor();
    await page.getByText('Your name is Ann.').waitFor();
    await page.getByText('Answered', { exact: true }).waitFor();
    expect(await page.getByText('Answered', { exact: true }).count()).toBe(1);
    await page.getByText(/Prompt: \d+ messages/).click();
    await page.getByText('You are Dana, 31, from Tel Aviv.').waitFor();
    await page
      .getByText(/[1-9]\d* tokens/)
      .first()
      .waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);
    expect(await page.content()).not.toContain('sk-canary');
    expect(await world.server.imposter.status('dana')).toMatchObject({
      status: 'disconnected',
      authenticated: false,
    });
    expect(await world.server.imposter.contacts('dana')).toEqual([]);
    await page.getByRole('button', { name: 'Start over' }).click();
    await page.getByText('Say something, and see what it answers.').waitFor();
    expect(await watched.violations()).toEqual([]);
  });

  it('takes a new persona with the next message, and says so', async () => {
    await using watched = await world.open(PATH, {
      colorScheme: 'dark',
      viewport: { width: 390, height: 844 },
    });
    const { page } = watched;
    await page.getByLabel('Your message').fill('Who are you?');
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByRole('listitem').filter({ hasText: 'Bot' }).filter({ hasText: 'Dana' }).waitFor();
    await page.getByText('Answered', { exact: true }).waitFor();
    await world.server.imposter.saveConfiguration(documentOf('You are Noa, 24.'));
    await page.reload();
    await page.getByText('Your next message starts over').waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);
    await page.getByLabel('Your message').fill('Who are you?');
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByRole('listitem').filter({ hasText: 'Bot' }).filter({ hasText: 'Noa' }).first().waitFor();
    expect(await watched.violations()).toEqual([]);
  });

  it('says why there is no answer', async () => {
    await world.server.imposter.saveConfiguration(documentOf('', { llm_provider_config: null }));
    await using watched = await world.open(PATH);
    const { page } = watched;
    await page.getByLabel('Your message').fill('Hello?');
    await page.getByLabel('Your message').press('Enter');
    await page.getByText('This bot has no language model').waitFor();
    await page.getByRole('listitem').filter({ hasText: 'Hello?' }).waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);
  });
});
