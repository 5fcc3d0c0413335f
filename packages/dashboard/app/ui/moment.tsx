import { useEffect, useState } from 'react';

const MINUTE_MS = 60_000;
const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', MINUTE_MS],
] as const;

/** How long ago something was, in words; the exact time is its title. It goes on as time does. */
export function Moment({ time }: { time: number }) {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), MINUTE_MS / 2);
    return () => clearInterval(timer);
  }, []);
  const date = new Date(time);
  return (
    <time dateTime={date.toISOString()} title={date.toLocaleString()}>
      {agoText(time, Math.max(now, time))}
    </time>
  );
}

/** `2 hours ago` */
function agoText(time: number, now: number): string {
  const format = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: 'auto' });
  for (const [unit, unitMs] of UNITS) {
    if (now - time >= unitMs) return format.format(-Math.floor((now - time) / unitMs), unit);
  }
  return format.format(0, 'second');
}
