import type { Page } from 'playwright-core';

/** What says that something is under way. */
const BUSY = '[aria-busy="true"], [data-loading]';

/** Resolves when a page shows its heading and waits for nothing more that it has asked for. */
export async function settled(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  for (const busy of await page.locator(BUSY).all()) await busy.waitFor({ state: 'detached' });
  await page.locator(BUSY).first().waitFor({ state: 'detached' });
}
