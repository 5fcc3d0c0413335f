import type { WatchedPage } from '@chat-imposter/testing/browser';
import type { Contact } from '@chat-imposter/testing/whatsapp';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, untilStatus } from '../api-client.ts';
import { readQr } from '../read-qr.ts';
import { accessibilityFindings } from './support/accessibility.ts';
import { cannotRun, type DashboardWorld, startDashboardWorld } from './support/dashboard-world.ts';
import { settled } from './support/settled.ts';

const CANARY = 'sk-canary-5f1e9a77c0de';
const ANN = '15551110001';

describe.skipIf(cannotRun !== null)('the editor', () => {
  let world: DashboardWorld;
  let ann: Contact;

  beforeAll(async () => {
    world = await startDashboardWorld();
    const phone = world.whatsApp.phone({ number: '15550000001', name: 'Dana' });
    ann = world.whatsApp.contact({ number: ANN, name: 'Ann' });
    world.whatsApp.group({ subject: 'Movie night', members: [phone, ann] });
    await call(world.server.url, 'PUT', '/chatbot', documentOf('dana'));
    const { qr } = await untilStatus(world.server.url, 'dana', 'linking');
    await phone.scan(readQr(String(qr)));
    await untilStatus(world.server.url, 'dana', 'connected');
  });

  afterAll(() => world[Symbol.asyncDispose]());

  const put = (document: object) =>
    call(
      world.server.url,
      'PUT',
      `/api/configurations/${(document as { user_id: string }).user_id}`,
      document,
    );
  const stored = async (userId: string) =>
    (await call(world.server.url, 'GET', `/api/configurations/${userId}`)).body;

  async function open(userId: string, look = {}): Promise<WatchedPage> {
    const watched = await world.open(`/edit/${userId}`, look);
    await watched.page.getByRole('button', { name: 'Save', exact: true }).waitFor();
    return watched;
  }

  async function expectSound({ page, ...watched }: WatchedPage): Promise<void> {
    await settled(page);
    expect(await accessibilityFindings(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    expect(watched.requests.filter((url) => !url.startsWith(`${world.url}/`))).toEqual([]);
    expect(await watched.violations()).toEqual([]);
    expect(watched.errors.filter((error) => !/^(failed|4\d\d) |status of 4/.test(error))).toEqual([]);
  }

  it('shows an edit of the form in the JSON, and the other way round, and keeps what can not be read', async () => {
    await put(documentOf('both'));
    await using watched = await open('both');
    const { page } = watched;
    await page.getByLabel('Persona').fill('You are Both.');
    await jsonShows(page, '"system": "You are Both."');
    await writeJson(
      page,
      JSON.stringify({
        ...documentOf('both'),
        behavior: { profile: 'natural' },
        queue_config: { max_messages: 7 },
      }),
    );
    await untilValue(page, 'field.queue_config.max_messages', '7');
    await untilValue(page, 'field.llm_provider_config.provider_config.system', 'You are Dana.');
    await writeJson(page, '{\n  "user_id": "both",\n  "behavior": \n}');
    await page.getByText('The JSON can not be read; look at line 4.').waitFor();
    await page.locator('.cm-lint-marker-error').waitFor();
    expect(await page.getByLabel('Persona').isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await jsonShows(page, '"behavior": ');
    await expectSound(watched);
    expect(await stored('both')).toMatchObject({ behavior: { profile: 'instant' } });
    await page.getByRole('button', { name: 'Back to the last JSON that could be read' }).click();
    await untilValue(page, 'field.queue_config.max_messages', '7');
    await page.getByRole('radio', { name: /Collection Only/ }).check();
    await jsonShows(page, '"llm_provider_config": null');
    await page.getByRole('radio', { name: /Respond Using Llm/ }).check();
    await untilValue(page, 'field.llm_provider_config.provider_config.system', 'You are Dana.');
  });

  it('tells live what is wrong at a field and in the JSON, and on saving all of it, with links to the fields', async () => {
    await put(documentOf('wrong'));
    await using watched = await open('wrong', {
      viewport: { width: 1280, height: 800 },
      colorScheme: 'dark',
    });
    const { page } = watched;
    const temperature = page.getByLabel('Temperature');
    await temperature.fill('5');
    await page.getByText('Must be 2 or less.').first().waitFor();
    expect(await temperature.getAttribute('aria-invalid')).toBe('true');
    const marked = page.locator('.cm-lintRange-error');
    await expect.poll(() => marked.textContent()).toContain('"temperature": 5');
    await page.keyboard.press('Control+s');
    await page.getByRole('button', { name: /provider_config\.temperature.*Must be 2 or less/ }).click();
    expect(await temperature.evaluate(HAS_FOCUS)).toBe(true);
    await temperature.fill('');
    await page.getByLabel('Time zone').fill('Mars/Olympus');
    await page.keyboard.press('Control+s');
    const link = page.getByRole('button', { name: /chat_provider_config\.provider_config\.timezone/ });
    await link.waitFor();
    await expectSound(watched);
    await link.click();
    expect(await page.getByLabel('Time zone').evaluate(HAS_FOCUS)).toBe(true);
    expect(await page.getByLabel('Time zone').getAttribute('aria-invalid')).toBe('true');
    await page.getByLabel('Time zone').fill('Europe/Berlin');
    await link.waitFor({ state: 'detached' });
    await page.keyboard.press('Control+s');
    await page.getByText(/^Saved\./).waitFor();
    expect(await stored('wrong')).toMatchObject({
      chat_provider_config: { provider_config: { timezone: 'Europe/Berlin' } },
    });
  });

  it('opens a document in which much is wrong, and mends it; keys that it does not know are kept', async () => {
    await put(documentOf('mend', { top_p: 0.5 }));
    await using watched = await open('mend');
    const { page } = watched;
    await page.getByText('Also set, to be edited as JSON: top_p.').waitFor();
    const wrong = {
      llm_provider_config: 5,
      periodic_group_tracking: [1],
      respond_to_whitelist: [7, 'Ann'],
      more: {},
    };
    await writeJson(
      page,
      JSON.stringify({ ...documentOf('other'), ...wrong, behavior: null, queue_config: [] }),
    );
    await page.getByText('Some entries are not as they should be.').waitFor();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('heading', { name: '7 things are to be mended before it can be saved' }).waitFor();
    await expectSound(watched);
    await page.getByRole('button', { name: 'more: There is no such setting.' }).click();
    expect(await page.locator('.cm-content').evaluate(HAS_FOCUS)).toBe(true);
    await page.keyboard.press('Tab');
    expect(await page.locator('.cm-content').evaluate(HAS_FOCUS)).toBe(false);
    await page.getByRole('button', { name: 'user_id: The bot id can not be changed' }).click();
    await page.getByRole('button', { name: 'Remove 7' }).click();
    await jsonShows(page, '"Ann"');
    const group = { groupIdentifier: '1203@g.us', displayName: 'Group', cronTrackingSchedule: '0 8 * * *' };
    await writeJson(
      page,
      JSON.stringify({ ...documentOf('mend', { top_p: 0.5 }), periodic_group_tracking: [group] }),
    );
    await page.getByRole('heading', { name: /to be mended/ }).waitFor({ state: 'detached' });
    await page.keyboard.press('Control+s');
    await page.getByText('It was not saved:').waitFor();
    await page.getByRole('button', { name: /^periodic_group_tracking: .*connected/ }).waitFor();
    await writeJson(page, JSON.stringify(documentOf('mend', { top_p: 0.25 })));
    await page.getByLabel('Persona').fill('Mended.');
    await page.keyboard.press('Control+s');
    await page.getByText(/^Saved\./).waitFor();
    const settings = { top_p: 0.25, system: 'Mended.' };
    expect(await stored('mend')).toMatchObject({ llm_provider_config: { provider_config: settings } });
  });

  it('picks a contact who wrote, and Save & Reload lets the connected bot answer it', async () => {
    await ann.says('Is anybody there?');
    await expect
      .poll(async () => (await call(world.server.url, 'GET', '/api/queue/dana')).body)
      .not.toEqual({});
    await using watched = await open('dana');
    const { page } = watched;
    await page.getByRole('button', { name: 'Movie night' }).waitFor();
    await page.getByLabel('Add a number, an id or a name').fill('ann');
    await page.getByRole('button', { name: /Ann.*\+15551110001/ }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: `Remove +${ANN}` }).waitFor();
    await jsonShows(page, `"+${ANN}"`);
    await page.getByRole('button', { name: 'Save & Reload' }).click();
    await page.getByText('Saved, and the bot runs with the new settings.').waitFor();
    await untilStatus(world.server.url, 'dana', 'connected');
    await ann.says('And now?');
    expect((await ann.hears()).text).not.toBe('');
    await expectSound(watched);
  });

  it('says that a bot which is not linked was saved, and warns of names on a phone', async () => {
    await put(documentOf('names'));
    await using watched = await open('names', {
      viewport: { width: 390, height: 844 },
      colorScheme: 'dark',
      isMobile: true,
      hasTouch: true,
    });
    const { page } = watched;
    await page.getByText('The groups can be picked while the bot is connected.').waitFor();
    await page.getByLabel('Add a number, an id or a name').fill('Mom');
    await page.keyboard.press('Enter');
    await page.getByText('match the name in your address book').waitFor();
    await page.getByLabel('Match push names').check();
    await page.getByText('match anybody who calls themselves so').waitFor();
    await expectSound(watched);
    await page.getByRole('button', { name: 'JSON', exact: true }).click();
    await page.locator('.cm-content').waitFor();
    await expectSound(watched);
    await page.getByRole('button', { name: 'Save & Reload' }).click();
    await page.getByText('Saved. The bot is not linked').waitFor();
    expect(await stored('names')).toMatchObject({ respond_to_whitelist: ['Mom'] });
  });

  it('shows a conflict with what differs, and does what is chosen', async () => {
    await put(documentOf('two'));
    await using watched = await open('two');
    const { page } = watched;
    const rhythm = page.getByLabel('Rhythm');
    const persona = page.getByLabel('Persona');
    await persona.fill('Mine.');
    await put({ ...documentOf('two'), behavior: { profile: 'natural' } });
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    const notice = page.getByRole('region', { name: 'Somebody else has changed this bot' });
    await notice.getByText('behavior.profile').waitFor();
    expect(await notice.locator('dd').allTextContents()).toEqual(['"instant"', '"natural"', '"instant"']);
    await expectSound(watched);
    await notice.getByRole('button', { name: 'Go on editing' }).click();
    expect(await persona.inputValue()).toBe('Mine.');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await notice.getByRole('button', { name: 'Take theirs' }).click();
    await expect.poll(() => rhythm.locator('option:checked').textContent()).toBe('natural');
    expect(await persona.inputValue()).toBe('You are Dana.');
    await page.getByRole('button', { name: 'Bring back mine' }).click();
    expect(await persona.inputValue()).toBe('Mine.');
    await put({ ...documentOf('two'), respond_to_whitelist: ['theirs'] });
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await notice.getByText('respond_to_whitelist').waitFor();
    await notice.getByRole('button', { name: 'Keep mine and overwrite' }).click();
    await page.getByText(/^Saved\./).waitFor();
    expect(await stored('two')).toMatchObject({ respond_to_whitelist: [], behavior: { profile: 'instant' } });
  });

  it('asks before what is not saved is left by a link, by going back or with the tab', async () => {
    await put(documentOf('guard'));
    await using watched = await world.open('/');
    const { page } = watched;
    await settled(page);
    await page.evaluate(`history.pushState(null, '', '${new URL('/edit/guard', world.url).href}')`);
    const persona = page.getByLabel('Persona');
    await persona.fill('Not saved.');
    await page.getByRole('link', { name: 'Chat Imposter' }).click();
    const dialog = page.getByRole('dialog', { name: 'Leave without saving?' });
    await dialog.waitFor();
    await expectSound(watched);
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await page.goBack({ timeout: 1_000 }).catch(() => null);
    await dialog.waitFor();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    expect(await persona.inputValue()).toBe('Not saved.');
    const asked = page.waitForEvent('dialog');
    const closing = page.close({ runBeforeUnload: true });
    const question = await asked;
    expect(question.type()).toBe('beforeunload');
    await question.dismiss();
    await closing;
    await page.getByRole('link', { name: 'Chat Imposter' }).click();
    await dialog.getByRole('button', { name: 'Leave' }).click();
    await persona.waitFor({ state: 'detached' });
    expect(new URL(page.url()).pathname).toBe('/');
  });

  it('keeps a key that is stored, stores one that is typed, and shows neither', async () => {
    await put(documentOf('keys', { api_key: `${CANARY}-stored` }));
    await using watched = await open('keys');
    const { page } = watched;
    const answers: Promise<string>[] = [];
    page.on('response', (response) => {
      if (!response.url().endsWith('/events')) answers.push(response.text().catch(() => ''));
    });
    await page.reload();
    await page.getByText('A key is stored.').first().waitFor();
    await page.getByLabel('Persona').fill('Changed.');
    await page.keyboard.press('Control+s');
    await page.getByText(/^Saved\./).waitFor();
    await page
      .getByLabel('API key', { exact: false })
      .and(page.locator('[type=password]'))
      .fill(`${CANARY}-typed`);
    await page.getByText('A new key was typed.').waitFor();
    await page.getByRole('textbox', { name: /^Model/ }).fill('other');
    await jsonShows(page, '"model": "other"');
    expect(await page.content()).not.toContain(CANARY);
    const sent = page.waitForRequest((request) => request.method() === 'PUT');
    await page.keyboard.press('Control+s');
    expect((await sent).postData()).toContain(`${CANARY}-typed`);
    await page.getByText('A key is stored.').first().waitFor();
    await page.getByText(/^Saved\./).waitFor();
    expect(await page.locator('[type=password]').inputValue()).toBe('');
    expect(await page.content()).not.toContain(CANARY);
    expect((await Promise.all(answers)).join()).not.toContain(CANARY);
    await expectSound(watched);
  });
});

/** Evaluated in the page with an element. */
const HAS_FOCUS = (element: unknown) =>
  element === (globalThis as unknown as { document: { activeElement: unknown } }).document.activeElement;

function documentOf(userId: string, llm: object = {}): Record<string, unknown> {
  return {
    user_id: userId,
    respond_to_whitelist: [],
    chat_provider_config: { provider_name: 'whatsAppBaileyes', provider_config: {} },
    llm_provider_config: {
      provider_name: 'openAi',
      provider_config: {
        api_key_source: 'explicit',
        api_key: 'none-needed-here',
        model: 'scripted',
        system: 'You are Dana.',
        ...llm,
      },
    },
    behavior: { profile: 'instant' },
  };
}

/** Pastes a whole document into the JSON editor. */
async function writeJson(page: Page, text: string): Promise<void> {
  await page.locator('.cm-content').click();
  await page.keyboard.press('Control+a');
  await page.evaluate(PASTE(text));
}

/** Evaluated in the page. */
const PASTE = (text: string) => `(() => {
  const clipboardData = new DataTransfer();
  clipboardData.setData('text/plain', ${JSON.stringify(text)});
  const paste = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
  document.activeElement.dispatchEvent(paste);
})()`;

async function jsonShows(page: Page, text: string): Promise<void> {
  await expect.poll(() => page.locator('.cm-content').textContent()).toContain(text);
}

async function untilValue(page: Page, id: string, value: string): Promise<void> {
  await expect.poll(() => page.locator(`[id="${id}"]`).inputValue()).toBe(value);
}
