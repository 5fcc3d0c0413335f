import type { HourOfUsageJson } from '../../api/api-json.ts';
import { texts } from '../../texts/texts.ts';
import { numberText } from '../words.ts';
import { secondsText } from './seconds-text.ts';
import { TokenLegend } from './token-legend.tsx';
import { TOKEN_PARTS } from './token-parts.ts';
import { TotalsList } from './totals-list.tsx';
import { type GroupingName, type RangeName, type UsageBar, usageBars } from './usage-bars.ts';
import { UsageChart } from './usage-chart.tsx';
import { UsageTable } from './usage-table.tsx';
import { latencyMs, NO_USAGE, withUsage } from './usage-totals.ts';

export interface UsageReportProps {
  hours: readonly HourOfUsageJson[];
  choice: { range: RangeName; grouping: GroupingName; now: number };
}

/** Totals, charts and the numbers behind them. */
export function UsageReport({ hours, choice }: UsageReportProps) {
  const { grouping } = choice;
  const words = texts.backstage.usage;
  if (hours.length === 0) return <p role="status">{words.empty}</p>;
  const bars = usageBars(hours, choice);
  return (
    <div className="grid gap-6">
      <section aria-label={words.totals}>
        <TotalsList totals={hours.reduce(withUsage, NO_USAGE)} />
      </section>
      <div className="grid gap-2">
        <UsageChart
          title={words.tokens}
          bars={bars}
          grouping={grouping}
          partsOf={tokensOf}
          wordsFor={(value) => words.tokensOf(numberText(value))}
        />
        <TokenLegend />
      </div>
      <div className="grid gap-2">
        <UsageChart
          title={words.latency}
          bars={bars}
          grouping={grouping}
          partsOf={({ totals }) => [{ value: latencyMs(totals), fill: 'fill-success' }]}
          wordsFor={(value) => words.seconds(secondsText(value))}
        />
        <p className="text-xs text-muted-foreground">{words.latencyHint}</p>
      </div>
      <details>
        <summary className="py-2 font-medium">{words.numbers}</summary>
        <p className="text-sm text-muted-foreground">{words.numbersHint}</p>
        <UsageTable
          caption={words.numbers}
          bars={bars.filter(({ totals }) => totals.calls > 0)}
          grouping={grouping}
        />
      </details>
    </div>
  );
}

function tokensOf({ totals }: UsageBar) {
  return TOKEN_PARTS.map(({ fill, tokensIn }) => ({ value: tokensIn(totals), fill }));
}
