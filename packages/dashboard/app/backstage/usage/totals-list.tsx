import { texts } from '../../texts/texts.ts';
import { numberText } from '../words.ts';
import { secondsText } from './seconds-text.ts';
import { latencyMs, type UsageTotals } from './usage-totals.ts';

/** Everything of a range, added up. */
export function TotalsList({ totals }: { totals: UsageTotals }) {
  const { columns } = texts.backstage.usage;
  const { turns, calls, input, cached, output, reasoning } = totals;
  const values = { turns, calls, input, cached, output, reasoning };
  const entries = [
    ...Object.entries(values).map(([name, value]) => [
      columns[name as keyof typeof values],
      numberText(value),
    ]),
    [columns.latency, secondsText(latencyMs(totals))],
  ];
  return (
    <dl className="grid grid-cols-2 gap-3 sm:grid-cols-4 lg:grid-cols-7">
      {entries.map(([name, value]) => (
        <div key={name} className="flex flex-col-reverse justify-end rounded-md border p-3">
          <dt className="text-xs text-muted-foreground">{name}</dt>
          <dd className="text-xl font-semibold tabular-nums">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
