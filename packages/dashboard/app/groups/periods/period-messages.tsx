import type { PeriodJson } from '../../api/api-json.ts';
import { texts } from '../../texts/texts.ts';
import { Badge } from '../../ui/badge.tsx';
import { MarkedText } from './marked-text.tsx';

/** What was said in a period, and its digest. */
export function PeriodMessages({ period, search }: { period: PeriodJson; search: string }) {
  return (
    <div className="grid gap-3 pb-3">
      {period.digest !== undefined && (
        <section className="rounded-md bg-muted p-3 text-sm">
          <h3 className="font-medium">{texts.groups.periods.digest}</h3>
          <p className="whitespace-pre-wrap" dir="auto">
            {period.digest}
          </p>
        </section>
      )}
      {period.messages.length === 0 ? (
        <p className="text-sm text-muted-foreground">{texts.groups.periods.silence}</p>
      ) : (
        <ol className="grid gap-2 text-sm">
          {period.messages.map((message, index) => (
            <li key={message.provider_message_id ?? index}>
              <p className="flex flex-wrap items-center gap-2 text-muted-foreground">
                <strong className="font-medium text-foreground">
                  <MarkedText
                    text={message.sender.display_name || message.sender.identifier}
                    search={search}
                  />
                </strong>
                <TimeOf time={message.originating_time ?? message.accepted_time} />
                {message.late && <Badge tone="warning">{texts.groups.periods.arrivedLate}</Badge>}
              </p>
              <p className="whitespace-pre-wrap" dir="auto">
                <MarkedText text={message.message} search={search} />
              </p>
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}

function TimeOf({ time }: { time: number }) {
  const date = new Date(time);
  return (
    <time dateTime={date.toISOString()} title={date.toLocaleString()}>
      {date.toLocaleTimeString(document.documentElement.lang)}
    </time>
  );
}
