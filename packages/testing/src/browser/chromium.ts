import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

/** Where systems put the browser. */
const USUAL_PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The program of the browser: the one that CHROMIUM_PATH names, or else one in the usual places; null: there is none. */
export function findChromium(): string | null {
  const named = process.env.CHROMIUM_PATH;
  if (named) return named;
  return USUAL_PLACES.find((path) => existsSync(path)) ?? null;
}

/** Starts the browser without a window. @throws Error when there is none */
export function launchChromium(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === null) throw new Error(NO_CHROMIUM);
  // As root, Chromium does not start with its sandbox.
  return chromium.launch({ executablePath, chromiumSandbox: process.getuid?.() !== 0 });
}

/** What to say where there is no browser. */
export const NO_CHROMIUM = `Tests in a browser need Chromium: set CHROMIUM_PATH to its program, or install it as one of ${USUAL_PLACES.join(', ')}.`;
