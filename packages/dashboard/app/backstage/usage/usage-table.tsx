import { texts } from '../../texts/texts.ts';
import { numberText } from '../words.ts';
import { barLabel } from './bar-label.ts';
import { secondsText } from './seconds-text.ts';
import type { GroupingName, UsageBar } from './usage-bars.ts';
import { latencyMs, type UsageTotals } from './usage-totals.ts';

export interface UsageTableProps {
  caption: string;
  bars: readonly UsageBar[];
  grouping: GroupingName;
}

const COLUMNS = ['turns', 'calls', 'input', 'cached', 'output', 'reasoning', 'latency'] as const;

/** The numbers behind bars. */
export function UsageTable({ caption, bars, grouping }: UsageTableProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable without a mouse.
    <section className="overflow-x-auto" aria-label={caption} tabIndex={0}>
      <table className="w-full whitespace-nowrap text-sm">
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr className="border-b">
            <th scope="col" className="py-2 pe-4 text-start font-medium">
              {texts.backstage.usage.bar}
            </th>
            {COLUMNS.map((column) => (
              <th key={column} scope="col" className="py-2 ps-4 text-end font-medium">
                {texts.backstage.usage.columns[column]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {bars.map((bar) => (
            <tr key={bar.key} className="border-b last:border-0">
              <th scope="row" className="whitespace-nowrap py-2 pe-4 text-start font-normal">
                <bdi>{barLabel(bar, grouping)}</bdi>
              </th>
              {COLUMNS.map((column) => (
                <td key={column} className="py-2 ps-4 text-end tabular-nums">
                  {cellText(bar.totals, column)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function cellText(totals: UsageTotals, column: (typeof COLUMNS)[number]): string {
  return column === 'latency' ? secondsText(latencyMs(totals)) : numberText(totals[column]);
}
