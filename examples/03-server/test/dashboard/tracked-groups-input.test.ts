import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessibilityFindings } from './support/accessibility.ts';
import { cannotRun, type DashboardWorld, startDashboardWorld } from './support/dashboard-world.ts';
import { playScene } from './support/scene.ts';

describe.skipIf(cannotRun !== null)('choosing when a group is tracked', () => {
  let world: DashboardWorld;

  beforeAll(async () => {
    world = await startDashboardWorld();
    await playScene(world);
  });

  afterAll(() => world[Symbol.asyncDispose]());

  const trackingOf = async () => {
    const { periodic_group_tracking: tracking } = await world.server.imposter.configuration('dana');
    return (tracking as Record<string, unknown>[])[0];
  };

  it('says a schedule in words, with its next five runs in the zone of the bot', async () => {
    await using watched = await world.open('/edit/dana', { timezoneId: 'America/New_York' });
    const { page } = watched;
    const form = page.getByRole('region', { name: 'Movie night' });
    await form.getByText('Every 2 seconds').waitFor();
    await form.getByLabel('A period ends').selectOption('weekdays');
    await form.getByLabel('Time').fill('18:30');
    await form.getByText('At 18:30, Monday through Friday').waitFor();
    expect(await form.getByRole('listitem').count()).toBe(5);
    await form.getByText('Next, in America/New_York:').waitFor();
    await form.getByText('its server decides').waitFor();
    await form.getByLabel('A period ends').selectOption('custom');
    await form.getByLabel('Cron expression').fill('30 18 * *');
    await form.getByText('This has 4 fields.').waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);
    await form.getByLabel('Cron expression').fill('30 18 * * 1-5');
    await form.getByLabel('Sum up each period').check();
    await form.getByLabel('What the summary should look at').fill('films');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Saved. A running bot goes on').waitFor();
    expect(await trackingOf()).toMatchObject({
      cronTrackingSchedule: '30 18 * * 1-5',
      digest: { enabled: true, prompt: 'films', deliver_to: 'self' },
    });
    expect(await watched.violations()).toEqual([]);
  });

  it('says that groups can be picked only while the bot is connected', async () => {
    await using watched = await world.open('/edit/noa');
    const { page } = watched;
    await page.getByRole('button', { name: 'Track a group' }).click();
    await page.getByText('Groups can be picked only while the bot is connected.').waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);
  });
});
