import type { Message } from '../contracts/message.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** A longer pause between two messages is worth a clock line. */
export const GAP_MS = HOUR_MS;

/** An instant as it is shown: `Sat 14:05` and `17 Jan`; `day` is another one each day. */
interface Shown {
  clock: string;
  date: string;
  day: string;
}

/** A formatter is dear to make and not cheap to use; what it gave is kept, a minute of one zone at a time. */
interface Zone {
  format: Intl.DateTimeFormat;
  byMinute: Map<number, Shown>;
}

const zones = new Map<string | undefined, Zone>();
const MAX_MINUTES = 1_000;

/** When a message was said: the platform's own time where it gave one. Epoch milliseconds. */
export function saidTime({ originatingTime, acceptedTime }: Message): number {
  return originatingTime ?? acceptedTime;
}

/**
 * The weekday and clock of an instant in a zone (IANA name; the server's own when undefined), such as `Sat 14:05`;
 * with the date, `Sat 14:05, 17 Jan`, when `before` was on another day.
 */
export function clockAt(time: number, before: number | null, timezone: string | undefined): string {
  const { clock, date, day } = shown(time, timezone);
  return before === null || shown(before, timezone).day === day ? clock : `${clock}, ${date}`;
}

/**
 * For each message the clock line in front of it, such as `[Sat 14:05]`, or null where it needs none. A line stands
 * after a pause of more than an hour; it waits for the next message of a contact, because the model would imitate it
 * in its own turns. It depends on nothing that comes later, so it never changes once it stands.
 */
export function clockLines(messages: readonly Message[], timezone: string | undefined): (string | null)[] {
  const lines: (string | null)[] = [];
  let last: number | null = null;
  let pauseBegan: number | null = null;
  for (const message of messages) {
    const time = saidTime(message);
    if (pauseBegan === null && last !== null && time - last > GAP_MS) pauseBegan = last;
    last = time;
    const isNoted = pauseBegan !== null && message.source === 'user';
    lines.push(isNoted ? `[${clockAt(time, pauseBegan, timezone)}]` : null);
    if (isNoted) pauseBegan = null;
  }
  return lines;
}

function shown(time: number, timezone: string | undefined): Shown {
  const zone = zoneOf(timezone);
  const minute = Math.floor(time / MINUTE_MS);
  let found = zone.byMinute.get(minute);
  if (found === undefined) {
    if (zone.byMinute.size >= MAX_MINUTES) zone.byMinute.clear();
    found = format(zone.format, minute * MINUTE_MS);
    zone.byMinute.set(minute, found);
  }
  return found;
}

function format(formatter: Intl.DateTimeFormat, time: number): Shown {
  const parts = new Map(formatter.formatToParts(time).map(({ type, value }) => [type, value]));
  const date = `${parts.get('day')} ${parts.get('month')}`;
  return {
    clock: `${parts.get('weekday')} ${parts.get('hour')}:${parts.get('minute')}`,
    date,
    day: `${date} ${parts.get('year')}`,
  };
}

function zoneOf(timezone: string | undefined): Zone {
  let zone = zones.get(timezone);
  if (zone === undefined) {
    zone = { format: formatterOf(timezone), byMinute: new Map() };
    zones.set(timezone, zone);
  }
  return zone;
}

function formatterOf(timezone: string | undefined): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-GB', {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    ...(timezone === undefined ? {} : { timeZone: timezone }),
  });
}
