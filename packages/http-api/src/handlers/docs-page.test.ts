import { findChromium, launchChromium, NO_CHROMIUM, openWatchedPage } from '@chat-imposter/testing/browser';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveApi } from '../test-support/api-server.ts';
import { mounts } from '../test-support/mounts.ts';

/** In CI the tests run without a browser too, and fail. */
const isLeftOut = findChromium() === null && process.env.CI !== 'true';
if (isLeftOut) console.warn(`\nTHE PAGE AT /docs IS NOT TESTED. ${NO_CHROMIUM}\n`);

/** What the page is to show, as the document tells it. */
interface Document {
  tags: { name: string }[];
  paths: Record<string, Record<string, { tags?: string[]; operationId?: string }>>;
}

const places = ['at /', 'under /x/y'].flatMap((name) =>
  mounts
    .filter((mount) => mount.name === name)
    .flatMap((mount) => ['/docs', '/docs/'].map((path) => ({ mount, path, place: `${mount.path}${path}` }))),
);

describe.skipIf(isLeftOut)('The page at /docs', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser?.close());

  it.each(places)('lists and tries calls in a browser at $place', async ({ mount, path }) => {
    await using api = await serveApi({ mount });
    const origin = `http://${api.host}`;
    const document = (await api.call('GET', '/openapi.json')).json as Document;
    await using watched = await openWatchedPage(browser);
    const { page } = watched;
    await page.goto(`${origin}${mount.path}${path}`);

    await page.locator('.opblock').first().waitFor();
    const tags = await page
      .locator('.opblock-tag')
      .evaluateAll((all) => all.map((tag) => tag.getAttribute('data-tag')));
    expect(tags).toEqual(document.tags.map(({ name }) => name));
    const operations = Object.values(document.paths).flatMap((operationsOf) => Object.values(operationsOf));
    expect(await page.locator('.opblock').count()).toBe(operations.length);

    const { tags: [tag] = [], operationId } = document.paths['/health']?.get ?? {};
    const health = page.locator(`#operations-${tag}-${operationId}`);
    await health.locator('.opblock-summary-control').click();
    await health.getByRole('button', { name: 'Try it out' }).click();
    await health.getByRole('button', { name: 'Execute' }).click();
    const status = health.locator('.live-responses-table tbody .response-col_status').first();
    expect((await status.textContent())?.trim()).toMatch(/^200\b/);

    expect(watched.requests).toContain(`${origin}${mount.path}/health`);
    expect(watched.requests.filter((url) => new URL(url).origin !== origin)).toEqual([]);
    expect(await watched.violations()).toEqual([]);
    expect(watched.errors).toEqual([]);
  });
});
