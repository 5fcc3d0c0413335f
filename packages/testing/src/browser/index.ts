export { findChromium, launchChromium, NO_CHROMIUM } from './chromium.ts';
export type { PageLook, WatchedPage } from './watched-page.ts';
export { openWatchedPage } from './watched-page.ts';
