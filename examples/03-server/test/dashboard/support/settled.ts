import type { Page } from 'playwright-core';

/** Resolves when a page shows its heading and waits for nothing more that it has asked for. */
export async function settled(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  await page.waitForFunction(SETTLED);
}

/** Evaluated in the page: nothing is busy, and no word about waiting is shown. */
const SETTLED = `
  document.querySelector('[aria-busy="true"]') === null &&
  [...document.querySelectorAll('[data-loading]')].length === 0
`;
