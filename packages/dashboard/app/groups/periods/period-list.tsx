import { useState } from 'react';
import { texts } from '../../texts/texts.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Failure } from '../../ui/failure.tsx';
import { TextField } from '../../ui/field.tsx';
import { Loading } from '../../ui/loading.tsx';
import { hitsInPeriod } from './found-in.ts';
import { PeriodItem } from './period-item.tsx';
import type { GroupOfBot } from './periods-api.ts';
import { PeriodsMenu } from './periods-menu.tsx';
import { endOfDay } from './range.ts';
import { usePeriods } from './use-periods.ts';

/** The periods of a group on a time line, newest first: searched, looked up by their day, taken along and deleted. */
export function PeriodList({ group, name }: { group: GroupOfBot; name: string }) {
  const [search, setSearch] = useState('');
  const [day, setDay] = useState('');
  const until = endOfDay(day);
  const query = usePeriods(group, until);
  const periods = query.data?.pages.flat() ?? [];
  const hits = periods.reduce((sum, period) => sum + hitsInPeriod(period, search), 0);
  const most = Math.max(0, ...periods.map(({ messageCount }) => messageCount));
  return (
    <Card title={name} actions={<PeriodsMenu group={group} shown={periods} />}>
      <div className="grid gap-3 sm:grid-cols-2">
        <TextField
          type="search"
          label={texts.groups.periods.search}
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
        <TextField
          type="date"
          label={texts.groups.periods.day}
          value={day}
          onChange={(event) => setDay(event.target.value)}
        />
      </div>
      <p role="status" className="text-sm text-muted-foreground">
        {search.trim() === ''
          ? texts.groups.periods.shown(periods.length)
          : texts.groups.periods.found(hits, periods.length)}
      </p>
      {query.isPending && <Loading />}
      {query.isError && <Failure error={query.error} retry={() => void query.refetch()} />}
      {query.data && periods.length === 0 && <p>{texts.groups.periods.none}</p>}
      <ol>
        {periods.map((period) => (
          <PeriodItem key={period._id} period={period} most={most} search={search} />
        ))}
      </ol>
      {query.hasNextPage && (
        <Button isBusy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {texts.groups.periods.older}
        </Button>
      )}
    </Card>
  );
}
