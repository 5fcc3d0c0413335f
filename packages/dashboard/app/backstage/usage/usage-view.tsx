import { useState } from 'react';
import { texts } from '../../texts/texts.ts';
import { Card } from '../../ui/card.tsx';
import { Failure } from '../../ui/failure.tsx';
import { SelectField } from '../../ui/field.tsx';
import { Loading } from '../../ui/loading.tsx';
import type { GroupingName, RangeName } from './usage-bars.ts';
import { UsageReport } from './usage-report.tsx';
import { useUsage } from './use-usage.ts';

/** What the language model used, and how long it took. */
export function UsageView({ userId }: { userId: string }) {
  const [range, setRange] = useState<RangeName>('day');
  const [grouping, setGrouping] = useState<GroupingName>('hour');
  const usage = useUsage(userId, range);
  return (
    <Card title={texts.backstage.usage.title}>
      <div className="grid gap-3 sm:grid-cols-2">
        <SelectField
          label={texts.backstage.usage.range}
          value={range}
          onChange={(event) => {
            const chosen = event.target.value as RangeName;
            setRange(chosen);
            if (grouping !== 'model') setGrouping(chosen === 'day' ? 'hour' : 'day');
          }}
        >
          <Options names={texts.backstage.usage.ranges} />
        </SelectField>
        <SelectField
          label={texts.backstage.usage.grouping}
          value={grouping}
          onChange={(event) => setGrouping(event.target.value as GroupingName)}
        >
          <Options names={texts.backstage.usage.groupings} />
        </SelectField>
      </div>
      {usage.isPending && <Loading />}
      {usage.isError && <Failure error={usage.error} retry={() => void usage.refetch()} />}
      {usage.data && (
        <UsageReport hours={usage.data.usage} choice={{ range, grouping, now: usage.data.now }} />
      )}
    </Card>
  );
}

function Options({ names }: { names: Readonly<Record<string, string>> }) {
  return Object.entries(names).map(([value, label]) => (
    <option key={value} value={value}>
      {label}
    </option>
  ));
}
