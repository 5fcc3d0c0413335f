import type { GroupingName, UsageBar } from './usage-bars.ts';

const HOUR = new Intl.DateTimeFormat(document.documentElement.lang, {
  month: 'short',
  day: 'numeric',
  hour: 'numeric',
  minute: '2-digit',
});
const DAY = new Intl.DateTimeFormat(document.documentElement.lang, {
  weekday: 'short',
  month: 'short',
  day: 'numeric',
});

/** What a bar is called: its time, or its model. */
export function barLabel({ key, start }: UsageBar, grouping: GroupingName): string {
  if (start === null) return key;
  return (grouping === 'hour' ? HOUR : DAY).format(new Date(start));
}
