import { Cron } from 'croner';
import { texts } from '../../texts/texts.ts';

/** What an expression says when it is one: when it comes next, epoch milliseconds; or what is wrong with it. */
export type ScheduleOutlook = { runs: number[]; problem: null } | { runs: null; problem: string };

const MINUTE_FIELDS = 5;
const SECOND_FIELDS = 6;

/**
 * The next runs of a cron expression of 5 fields, or 6 with seconds in front: by the library, and the rules, of the server,
 * which has the last word.
 *
 * @param timezone IANA name; null: the zone of this browser
 */
export function scheduleOutlook(
  expression: string,
  { timezone, after, count }: { timezone: string | null; after: number; count: number },
): ScheduleOutlook {
  const fields = expression.trim() === '' ? 0 : expression.trim().split(/\s+/).length;
  if (fields !== MINUTE_FIELDS && fields !== SECOND_FIELDS)
    return { runs: null, problem: texts.groups.schedule.fields(fields) };
  try {
    const options = { sloppyRanges: true, ...(timezone === null ? {} : { timezone }) };
    const runs = new Cron(expression.trim(), options).nextRuns(count, new Date(after));
    if (runs.length === 0) return { runs: null, problem: texts.groups.schedule.never };
    return { runs: runs.map((run) => run.getTime()), problem: null };
  } catch (error) {
    return { runs: null, problem: texts.groups.schedule.wrong(reasonOf(error)) };
  }
}

/** The library begins with the name of its own class. */
function reasonOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/^CronPattern: /, '');
}
