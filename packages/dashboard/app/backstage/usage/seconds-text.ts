const SECONDS = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 2 });

/** Milliseconds as seconds. */
export function secondsText(durationMs: number): string {
  return SECONDS.format(durationMs / 1_000);
}
