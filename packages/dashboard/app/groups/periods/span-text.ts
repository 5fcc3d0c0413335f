/** From when until when something was, in words of the given language. */
export function spanText(start: number, end: number, language: string): string {
  const isShort = end - start < 60_000;
  return new Intl.DateTimeFormat(language, {
    dateStyle: 'medium',
    timeStyle: isShort ? 'medium' : 'short',
  }).formatRange(start, end);
}
