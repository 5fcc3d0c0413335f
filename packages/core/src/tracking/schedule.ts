import { Cron } from 'croner';

/** The fields of an expression with seconds, in order, with what each takes. */
const FIELDS = [
  { name: 'second', expects: '0 to 59' },
  { name: 'minute', expects: '0 to 59' },
  { name: 'hour', expects: '0 to 23' },
  { name: 'day of month', expects: '1 to 31 or L' },
  { name: 'month', expects: '1 to 12 or JAN to DEC' },
  { name: 'day of week', expects: '0 to 7 or SUN to SAT' },
] as const;

/** Every value of every field fits. */
const MOST_CHARACTERS = 1_024;

/** In the day fields a common way to say "any"; elsewhere croner takes it for the moment at which it is parsed. */
const ANY = '?';
const DAY_FIELDS: ReadonlySet<string> = new Set(['day of month', 'day of week']);

const NEVER = 'never comes, like the 31st of February; choose a day that exists';

/** An expression that is none; the message says what is wrong, in which field, and what was expected. */
export class ScheduleError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ScheduleError';
  }
}

/**
 * A cron expression of 5 fields, or 6 with seconds in front, in a time zone. Its ticks are instants, epoch milliseconds.
 * A local time that the zone skips ticks at the first instant after the gap, one that comes twice ticks once, and steps
 * within the hour go on in real time (croner 11, found by trying).
 */
export class Schedule {
  readonly #cron: Cron;

  /**
   * @param timezone IANA name; absent: the zone of the server
   * @throws ScheduleError
   */
  constructor(expression: string, timezone?: string) {
    assertFields(expression);
    this.#cron = parse(expression, timezone);
    this.next(Date.UTC(2024, 0));
  }

  /** The first tick after an instant. */
  next(after: number): number {
    const tick = this.#cron.nextRun(new Date(after));
    if (tick === null) throw new ScheduleError(NEVER);
    return tick.getTime();
  }

  /** The last tick at or before an instant; found forwards, from farther and farther back. */
  lastAt(instant: number): number {
    for (let reach = 60_000; ; reach *= 4) {
      let last: number | null = null;
      for (let tick = this.next(instant - reach); tick <= instant; tick = this.next(tick)) last = tick;
      if (last !== null) return last;
    }
  }
}

/** @throws ScheduleError that names the first field that is wrong */
function assertFields(expression: string): void {
  if (expression.length > MOST_CHARACTERS) {
    throw new ScheduleError(`has ${expression.length} characters; at most ${MOST_CHARACTERS} make sense`);
  }
  const fields = expression.trim() === '' ? [] : expression.trim().split(/\s+/);
  if (fields.length !== 5 && fields.length !== 6) {
    throw new ScheduleError(
      `has ${fields.length} fields; expected are 5 (minute, hour, day of month, month, day of week), or 6 with seconds in front`,
    );
  }
  const all = fields.length === 6 ? fields : ['0', ...fields];
  for (const [index, { name, expects }] of FIELDS.entries()) {
    const field = all[index] ?? '';
    if ((!field.includes(ANY) || DAY_FIELDS.has(name)) && isField(index, field)) continue;
    throw new ScheduleError(
      `has a wrong ${name}: "${field}"; expected are ${expects}, *, or lists, ranges and steps of them`,
    );
  }
}

/** Whether one field can be parsed, with nothing said in the others. */
function isField(index: number, field: string): boolean {
  try {
    parse(FIELDS.map((_, other) => (other === index ? field : '*')).join(' '), 'UTC');
    return true;
  } catch {
    return false;
  }
}

/** `sloppyRanges`: forms like `0/20`, which the documents of the users have. */
function parse(expression: string, timezone: string | undefined): Cron {
  return new Cron(expression.trim(), { sloppyRanges: true, ...(timezone === undefined ? {} : { timezone }) });
}
