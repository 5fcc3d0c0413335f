import cronstrue from 'cronstrue';
import { useMemo } from 'react';
import { texts } from '../../texts/texts.ts';
import { scheduleOutlook } from './schedule.ts';

const RUNS = 5;

/** What an expression means in words and when it comes next; or what is wrong with it. */
export function ScheduleOutlookNote({
  expression,
  timezone,
}: {
  expression: string;
  timezone: string | null;
}) {
  const outlook = useMemo(
    () => scheduleOutlook(expression, { timezone, after: Date.now(), count: RUNS }),
    [expression, timezone],
  );
  if (outlook.problem !== null)
    return (
      <p role="alert" className="text-sm text-destructive">
        {outlook.problem}
      </p>
    );
  const zone = timezone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <div role="status" className="text-sm">
      <p>{readingOf(expression)}</p>
      <p className="text-muted-foreground">{texts.groups.schedule.next(zone)}</p>
      <ul className="text-muted-foreground">
        {outlook.runs.map((run) => (
          <li key={run}>
            <time dateTime={new Date(run).toISOString()}>{momentIn(run, zone)}</time>
          </li>
        ))}
      </ul>
      {timezone === null && <p className="text-muted-foreground">{texts.groups.schedule.serverZone}</p>}
    </div>
  );
}

/** An expression in words; itself when there are none for it. */
function readingOf(expression: string): string {
  try {
    return cronstrue.toString(expression, { verbose: true, use24HourTimeFormat: true });
  } catch {
    return expression;
  }
}

function momentIn(time: number, timeZone: string): string {
  return new Date(time).toLocaleString(document.documentElement.lang, {
    timeZone,
    dateStyle: 'full',
    timeStyle: 'medium',
  });
}
