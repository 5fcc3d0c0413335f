import { gzipSync } from 'node:zlib';
import { launchChromium } from '@chat-imposter/testing/browser';
import type { Browser } from 'playwright-core';
import { tell } from '../harness/tell.ts';
import { median, row } from '../statistics.ts';
import { kilobytes, type Target, targetTable, threeDigits } from '../target.ts';
import { DashboardServer, EMPTY_PATH } from './dashboard-server.ts';

/** How much is measured. */
export interface DashboardScale {
  /** First loads of each page, each in a session of its own with an empty cache. */
  loads: number;
  /** Bots in the list. */
  bots: number;
}

export const FULL_DASHBOARD: DashboardScale = { loads: 20, bots: 100 };

/** Tells whether something broke, not more. */
export const SHORT_DASHBOARD: DashboardScale = { loads: 2, bots: 10 };

const MOST_SCRIPTS_BYTES = 250_000;
const LATEST_PAINT_MS = 1_000;

/** One first load. */
interface Load {
  /** Until something is painted, milliseconds since the navigation began. */
  paintMs: number;
  /** Until the last bot of the list is shown. */
  listMs: number;
  /** Of all scripts, as they come compressed. */
  scriptBytes: number;
}

/** Measures the first load of the list of bots in Chromium beside an empty page of the same server; Markdown. */
export async function benchDashboard({ loads, bots }: DashboardScale): Promise<string> {
  tell('dashboard: first load');
  await using server = await DashboardServer.start(bots);
  const browser = await launchChromium();
  try {
    // The first page of a browser is slower than every other one.
    await firstPaint(browser, `${server.url}${EMPTY_PATH}`);
    const empty: number[] = [];
    const ours: Load[] = [];
    for (let round = 0; round < loads; round++) {
      empty.push(await firstPaint(browser, `${server.url}${EMPTY_PATH}`));
      ours.push(await firstLoad(browser, server));
    }
    return report(ours, empty, bots);
  } finally {
    await browser.close();
  }
}

function report(ours: readonly Load[], empty: readonly number[], bots: number): string {
  const paint = ours.map(({ paintMs }) => paintMs);
  const list = ours.map(({ listMs }) => listMs);
  const scriptBytes = Math.max(...ours.map((load) => load.scriptBytes));
  const targets: Target[] = [
    {
      figure: 'scripts of the first load, gzip',
      measured: kilobytes(scriptBytes),
      limit: `≤ ${kilobytes(MOST_SCRIPTS_BYTES)}`,
      isMet: scriptBytes <= MOST_SCRIPTS_BYTES,
    },
    {
      figure: 'first paint, median',
      measured: `${threeDigits(median(paint))} ms`,
      limit: `< ${LATEST_PAINT_MS} ms`,
      isMet: median(paint) < LATEST_PAINT_MS,
    },
  ];
  return [
    '| first load, ms | loads | median | p95 | min | max |',
    '| --- | --- | --- | --- | --- | --- |',
    row('first paint of an empty page', empty),
    row('first paint of the dashboard', paint),
    row(`list of ${bots} bots shown`, list),
    '',
    targetTable(targets),
  ].join('\n');
}

async function firstLoad(browser: Browser, { url, lastBot }: DashboardServer): Promise<Load> {
  const session = await browser.newContext();
  try {
    const page = await session.newPage();
    const scripts: Promise<number>[] = [];
    page.on('response', (response) => {
      if (response.url().endsWith('.js'))
        scripts.push(response.body().then((body) => gzipSync(body).byteLength));
    });
    await page.goto(`${url}/`);
    await page.getByText(lastBot, { exact: true }).waitFor();
    const listMs = await page.evaluate(() => performance.now());
    const paintMs = await page.evaluate(PAINT);
    const sizes = await Promise.all(scripts);
    return { paintMs, listMs, scriptBytes: sizes.reduce((sum, size) => sum + size, 0) };
  } finally {
    await session.close();
  }
}

async function firstPaint(browser: Browser, url: string): Promise<number> {
  const session = await browser.newContext();
  try {
    const page = await session.newPage();
    await page.goto(url);
    return await page.evaluate(PAINT);
  } finally {
    await session.close();
  }
}

/** When the browser painted something for the first time; evaluated in the page. */
const PAINT = `new Promise((resolve) => {
  new PerformanceObserver((list) => resolve(list.getEntriesByName('first-contentful-paint')[0].startTime))
    .observe({ type: 'paint', buffered: true });
})` as unknown as () => Promise<number>;
