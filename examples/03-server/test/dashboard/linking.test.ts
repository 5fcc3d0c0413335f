import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessibilityFindings } from './support/accessibility.ts';
import { cannotRun, type DashboardWorld, startDashboardWorld } from './support/dashboard-world.ts';
import { shownQr } from './support/shown-qr.ts';

describe.skipIf(cannotRun !== null)('linking a bot in the dashboard', () => {
  let world: DashboardWorld;

  beforeAll(async () => {
    world = await startDashboardWorld();
  });

  afterAll(() => world[Symbol.asyncDispose]());

  const save = (userId: string, settings: object = {}) =>
    world.server.imposter.saveConfiguration({
      user_id: userId,
      chat_provider_config: { provider_name: 'whatsAppBaileyes', provider_config: settings },
    });
  const status = (userId: string) => world.server.imposter.status(userId);
  const puts = (page: Page) => {
    const made: string[] = [];
    page.on('request', (request) => {
      if (request.method() === 'PUT') made.push(request.url());
    });
    return made;
  };
  const foreign = (requests: readonly string[]) => requests.filter((url) => !url.startsWith(world.url));
  const expectNothingWrong = async (page: Page) => expect(await accessibilityFindings(page)).toEqual([]);

  it('links a new bot by the code that the page shows, with the history of its phone', async () => {
    const phone = world.whatsApp.phone({ number: '15550000001', name: 'Dana' });
    phone.history = [{ kind: 'initial', progress: 40 }, { kind: 'push-names' }];
    await using watched = await world.open('/');
    const { page } = watched;
    await page.getByRole('button', { name: 'Create a bot' }).click();
    await page.getByLabel('Name', { exact: true }).fill('dana');
    await page.getByRole('button', { name: 'Create', exact: true }).click();
    await page.getByRole('button', { name: 'Link now' }).click();
    await page.getByText('Tap Link a device').waitFor();
    const text = await shownQr(page);
    await expectNothingWrong(page);
    await phone.scan(text);
    await page.getByText('The phone is sending its history: 40 %.').waitFor();
    expect(await page.getByRole('progressbar').getAttribute('value')).toBe('40');
    await expectNothingWrong(page);
    await phone.sendsHistory({ kind: 'recent', progress: 100 });
    await page.getByText('Connected. The bot is linked.').waitFor();
    await expectNothingWrong(page);
    phone.unlink();
    await page.getByText('The bot is not linked.').waitFor();
    await page.getByRole('dialog').getByText('WhatsApp ended the link').waitFor();
    await page.locator('li', { hasText: 'Needs attention: WhatsApp ended the link' }).waitFor();
    await expectNothingWrong(page);
    phone.history = [{ kind: 'initial' }, { kind: 'push-names' }];
    await page.getByRole('button', { name: 'Try again' }).click();
    await phone.scan(await shownQr(page));
    await page.getByText('Connected. The bot is linked.').waitFor();
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('listitem').filter({ hasText: 'dana' }).getByText('Connected').waitFor();
    await page.getByText('1 remark on its configuration').click();
    await page.getByText('shared_context').waitFor();
    expect(new URL(page.url()).pathname).toBe('/');
    expect(await status('dana')).toMatchObject({ status: 'connected', authenticated: true });
    expect(await watched.violations()).toEqual([]);
    expect(foreign(watched.requests)).toEqual([]);
  });

  it('shows one code in all tabs, renews it there, and ends the attempt for all when one is closed', async () => {
    await save('eli');
    await using first = await world.open('/link/eli');
    const code = await shownQr(first.page);
    const putsOfFirst = puts(first.page);
    await first.page.reload();
    expect(await shownQr(first.page)).toBe(code);
    await using second = await world.open('/');
    const putsOfSecond = puts(second.page);
    await second.page.getByRole('link', { name: 'Show the code: eli' }).click();
    expect(await shownQr(second.page)).toBe(code);
    expect([...putsOfFirst, ...putsOfSecond]).toEqual([]);
    world.whatsApp.refreshRegistrations();
    for (const { page } of [first, second]) {
      await expect.poll(() => shownQr(page), { timeout: 10_000 }).not.toBe(code);
    }
    const renewed = await shownQr(first.page);
    expect((await status('eli')).qr?.text).toBe(renewed);
    // The reload itself made one.
    const beats = () => first.requests.filter((url) => url.endsWith('heartbeat=true')).length;
    const before = beats();
    await expect.poll(beats, { timeout: 4_000 }).toBeGreaterThan(before + 1);
    await first.page.keyboard.press('Escape');
    await expect.poll(async () => (await status('eli')).status, { timeout: 3_000 }).toBe('disconnected');
    expect(new URL(first.page.url()).pathname).toBe('/');
    await second.page.getByText('This attempt was ended, here or in another tab.').waitFor();
    await expectNothingWrong(second.page);
    expect(putsOfSecond).toEqual([]);
    await second.page.getByRole('button', { name: 'Show a new code' }).click();
    expect(await shownQr(second.page)).not.toBe(renewed);
    await second.page.getByRole('button', { name: 'Close' }).click();
    const link = second.page.getByRole('link', { name: 'Link: eli' });
    await link.waitFor();
    expect(await link.evaluate((element) => element.matches(':focus'))).toBe(true);
    expect(await status('eli')).toMatchObject({ status: 'disconnected', authenticated: false });
    expect([await first.violations(), await second.violations()]).toEqual([[], []]);
  });

  it('says that a code has expired, and shows a new one', async () => {
    await save('noa', { qrTimeout: 50 });
    await using watched = await world.open('/link/noa', { colorScheme: 'dark' });
    const { page } = watched;
    await page.getByText('The code has expired').waitFor();
    await expectNothingWrong(page);
    await save('noa');
    await page.getByRole('button', { name: 'Show a new code' }).click();
    await shownQr(page);
    await page.getByRole('button', { name: 'Close' }).click();
    await page.getByRole('link', { name: 'Link: noa' }).waitFor();
    expect(await watched.violations()).toEqual([]);
  });

  it('links by a code that is typed on the phone, on a small dark screen', async () => {
    await save('ron', { timezone: 'Asia/Tokyo' });
    const phone = world.whatsApp.phone({ number: '15550000002', name: 'Ron' });
    await using watched = await world.open('/', {
      colorScheme: 'dark',
      viewport: { width: 390, height: 844 },
    });
    const { page } = watched;
    await page.getByRole('link', { name: 'Link: ron' }).click();
    await shownQr(page);
    await expectNothingWrong(page);
    await page.getByRole('button', { name: 'Use a phone number' }).click();
    const number = page.getByLabel('Phone number of the account');
    await number.fill('call me');
    await page.getByRole('button', { name: 'Get a code' }).click();
    await page.getByText('7 to 15 digits').waitFor();
    await expectNothingWrong(page);
    await number.fill('+1 (555) 000-0002');
    await page.getByRole('button', { name: 'Get a code' }).click();
    await page.getByText('Type this code on the phone').waitFor();
    await expectNothingWrong(page);
    expect(await widthOf(page)).toBe(390);
    await page.getByRole('button', { name: 'Use a QR code' }).click();
    await shownQr(page);
    expect(await world.server.imposter.configuration('ron')).not.toHaveProperty(
      'chat_provider_config.provider_config.pairing_phone_number',
    );
    await page.getByRole('button', { name: 'Use a phone number' }).click();
    await number.fill('+15550000002');
    await page.getByRole('button', { name: 'Get a code' }).click();
    const code = await page.getByText(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/).textContent();
    await phone.entersCode((code ?? '').replace('-', ''));
    await page.getByText('Connected. The bot is linked.').waitFor();
    expect(await world.server.imposter.configuration('ron')).toMatchObject({
      chat_provider_config: {
        provider_config: { timezone: 'Asia/Tokyo', pairing_phone_number: '+15550000002' },
      },
    });
    expect(await watched.violations()).toEqual([]);
    expect(foreign(watched.requests)).toEqual([]);
  });

  it('says that there is no such bot', async () => {
    await using watched = await world.open('/link/nobody');
    await watched.page.getByRole('dialog').getByRole('alert').filter({ hasText: 'nobody' }).waitFor();
    await expectNothingWrong(watched.page);
    expect(await watched.violations()).toEqual([]);
  });

  it('goes on without the dialog when the phone has taken the bot', async () => {
    await save('tal');
    const phone = world.whatsApp.phone({ number: '15550000003', name: 'Tal' });
    phone.history = [{ kind: 'initial', progress: 10 }, { kind: 'push-names' }];
    await using watched = await world.open('/link/tal');
    const { page } = watched;
    await phone.scan(await shownQr(page));
    await page.getByText('The phone is sending its history: 10 %.').waitFor();
    await page.getByRole('button', { name: 'Close' }).click();
    const row = page.getByRole('listitem').filter({ hasText: 'tal' });
    await row.getByText('Receiving its history: 10 %').waitFor();
    await phone.sendsHistory({ kind: 'recent', progress: 100 });
    await row.getByText('Receiving its history').waitFor({ state: 'detached' });
    await row.getByText('Connected').waitFor();
    await expect.poll(() => status('tal')).not.toHaveProperty('historyPercent');
    expect(await status('tal')).toMatchObject({ status: 'connected', authenticated: true });
  });
});

/** What the QR on the page says, read as a phone does: from what is to be seen. */
function widthOf(page: Page): Promise<number> {
  return page.evaluate('document.documentElement.scrollWidth');
}
