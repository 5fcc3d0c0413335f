import { texts } from '../../texts/texts.ts';
import { BarChart, type BarPart } from './bar-chart.tsx';
import { barLabel } from './bar-label.ts';
import type { GroupingName, UsageBar } from './usage-bars.ts';

export interface UsageChartProps {
  title: string;
  bars: readonly UsageBar[];
  grouping: GroupingName;
  partsOf: (bar: UsageBar) => readonly BarPart[];
  /** A height in words, e.g. `12 tokens`. */
  wordsFor: (value: number) => string;
}

/** A chart with its scale and what its ends stand for. */
export function UsageChart({ title, bars, grouping, partsOf, wordsFor }: UsageChartProps) {
  const shown = bars.map((bar) => {
    const parts = partsOf(bar);
    const value = parts.reduce((sum, part) => sum + part.value, 0);
    const label = barLabel(bar, grouping);
    return { key: bar.key, label, value, parts, title: `${label}: ${wordsFor(value)}` };
  });
  const highest = shown.toSorted((one, other) => other.value - one.value)[0];
  if (highest === undefined) return null;
  const most = wordsFor(highest.value);
  return (
    <figure className="grid gap-1">
      <figcaption className="flex flex-wrap justify-between gap-2 text-sm">
        <span className="font-medium">{title}</span>
        <span className="text-muted-foreground">{texts.backstage.usage.most(most)}</span>
      </figcaption>
      <BarChart summary={texts.backstage.usage.summary(title, most, highest.label)} bars={shown} />
      <p aria-hidden="true" className="flex justify-between gap-4 text-xs text-muted-foreground">
        <bdi>{shown[0]?.label}</bdi>
        {shown.length > 1 && <bdi>{shown.at(-1)?.label}</bdi>}
      </p>
    </figure>
  );
}
