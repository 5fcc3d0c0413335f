import { useState } from 'react';
import type { PeriodJson } from '../../api/api-json.ts';
import { texts } from '../../texts/texts.ts';
import { Badge } from '../../ui/badge.tsx';
import { hitsInPeriod } from './found-in.ts';
import { PeriodMessages } from './period-messages.tsx';
import { spanText } from './span-text.ts';

export interface PeriodItemProps {
  period: PeriodJson;
  /** The most messages of a period that is shown: the width of the bars. */
  most: number;
  search: string;
}

/** One period on the time line; opened, it shows what was said. */
export function PeriodItem({ period, most, search }: PeriodItemProps) {
  const hits = hitsInPeriod(period, search);
  const [isOpen, setIsOpen] = useState(false);
  const lateCount = period.messages.filter(({ late }) => late).length;
  const shows = isOpen || hits > 0;
  return (
    <li className="border-s-2 ps-4">
      <details open={shows} onToggle={(event) => setIsOpen(event.currentTarget.open)}>
        <summary className={`py-2 ${period.messageCount === 0 ? 'text-muted-foreground' : ''}`}>
          <span className="inline-flex flex-wrap items-center gap-2">
            <span>{spanText(period.periodStart, period.periodEnd, document.documentElement.lang)}</span>
            <span className="text-sm text-muted-foreground">
              {texts.groups.periods.messages(period.messageCount)}
            </span>
            <Bar share={most === 0 ? 0 : period.messageCount / most} />
            {lateCount > 0 && <Badge tone="warning">{texts.groups.periods.late(lateCount)}</Badge>}
            {hits > 0 && <Badge tone="success">{texts.groups.periods.hits(hits)}</Badge>}
          </span>
        </summary>
        {shows && <PeriodMessages period={period} search={search} />}
      </details>
    </li>
  );
}

/** How much was said beside the other periods; the number stands beside it. */
function Bar({ share }: { share: number }) {
  return (
    <svg aria-hidden="true" viewBox="0 0 100 6" className="h-1.5 w-24 text-primary">
      <rect width={100 * share} height="6" rx="3" fill="currentColor" />
    </svg>
  );
}
