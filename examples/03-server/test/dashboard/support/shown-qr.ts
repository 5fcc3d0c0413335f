import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { readQr } from '../../read-qr.ts';

/** What the QR says that a page shows, read from a picture of it as a phone would. */
export async function shownQr(page: Page): Promise<string> {
  const canvas = page.getByRole('img', { name: 'QR code to link the bot' });
  await canvas.waitFor();
  let text = '';
  await expect
    .poll(
      async () => {
        text = qrIn(await page.getByRole('dialog').screenshot()) ?? '';
        return text;
      },
      { timeout: 5_000 },
    )
    .not.toBe('');
  return text;
}

function qrIn(picture: Buffer): string | null {
  try {
    return readQr(`data:image/png;base64,${picture.toString('base64')}`);
  } catch {
    return null;
  }
}
