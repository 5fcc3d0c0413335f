import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

/** A page of the browser, and what happened in it. */
export interface WatchedPage {
  page: Page;
  /** The URL of each request that it made, without those that are data themselves. */
  requests: readonly string[];
  /** Errors of its scripts and on its console, and answers of 4xx and 5xx. */
  errors: readonly string[];
  /** What its Content-Security-Policy has kept from it. */
  violations(): Promise<string[]>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Keeps what the policy forbids, as the browser tells it; runs before every script of the page. */
const KEEP_VIOLATIONS = `
  globalThis.keptViolations = [];
  addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) => {
    globalThis.keptViolations.push(effectiveDirective + ' ' + blockedURI);
  });
`;

/** How long the page may take for one step, milliseconds: less than a test may, so that the test tells the step. */
const STEP_MS = 15_000;

/** How a page is looked at. Default: 1280 × 720, light. */
export type PageLook = Pick<
  BrowserContextOptions,
  'viewport' | 'colorScheme' | 'reducedMotion' | 'timezoneId' | 'hasTouch' | 'isMobile'
>;

/** Opens an empty page in a session of its own. */
export async function openWatchedPage(browser: Browser, look: PageLook = {}): Promise<WatchedPage> {
  const session = await browser.newContext(look);
  const page = await session.newPage();
  page.setDefaultTimeout(STEP_MS);
  const requests: string[] = [];
  const errors: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith('data:')) requests.push(request.url());
  });
  page.on('response', (response) => {
    if (response.status() >= 400) errors.push(`${response.status()} ${response.url()}`);
  });
  page.on('requestfailed', (request) => errors.push(`failed ${request.url()}`));
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  await page.addInitScript(KEEP_VIOLATIONS);
  return {
    page,
    requests,
    errors,
    violations: () => page.evaluate('globalThis.keptViolations'),
    async [Symbol.asyncDispose]() {
      await session.close();
    },
  };
}
