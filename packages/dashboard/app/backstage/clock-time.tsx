const LONG = new Intl.DateTimeFormat(document.documentElement.lang, {
  dateStyle: 'medium',
  timeStyle: 'short',
});
const SHORT = new Intl.DateTimeFormat(document.documentElement.lang, { timeStyle: 'short' });
const EXACT = new Intl.DateTimeFormat(document.documentElement.lang, {
  dateStyle: 'full',
  timeStyle: 'long',
});

/** When something was, for lists of many: the time of day, and the day unless it is today. It costs nothing while time goes on. */
export function ClockTime({ time }: { time: number }) {
  const date = new Date(time);
  const isToday = date.toDateString() === new Date().toDateString();
  return (
    <time dateTime={date.toISOString()} title={EXACT.format(date)}>
      {(isToday ? SHORT : LONG).format(date)}
    </time>
  );
}
