import { useState } from 'react';
import { Link } from 'wouter';
import { segment } from '../api/call-api.ts';
import { BotHeader } from '../backstage/bot-header.tsx';
import { texts } from '../texts/texts.ts';
import { buttonClass } from '../ui/button.tsx';
import { Failure } from '../ui/failure.tsx';
import { SelectField } from '../ui/field.tsx';
import { Loading } from '../ui/loading.tsx';
import { PeriodList } from './periods/period-list.tsx';
import { useTrackedGroups } from './periods/use-periods.ts';

/** The periods of the groups that a bot tracks. */
export function PeriodsPage({ userId }: { userId: string }) {
  const groups = useTrackedGroups(userId);
  const [chosen, setChosen] = useState('');
  const shown = groups.data?.find(({ group }) => group.identifier === chosen) ?? groups.data?.[0];
  return (
    <>
      <BotHeader userId={userId} current="groups" />
      {groups.isPending && <Loading />}
      {groups.isError && <Failure error={groups.error} retry={() => void groups.refetch()} />}
      {groups.data?.length === 0 && <NoGroup userId={userId} />}
      {shown && (
        <>
          {(groups.data?.length ?? 0) > 1 && (
            <SelectField
              label={texts.groups.page.group}
              value={shown.group.identifier}
              onChange={(event) => setChosen(event.target.value)}
            >
              {groups.data?.map(({ group }) => (
                <option key={group.identifier} value={group.identifier}>
                  {group.display_name || group.identifier}
                </option>
              ))}
            </SelectField>
          )}
          <PeriodList
            key={shown.group.identifier}
            group={{ userId, groupId: shown.group.identifier }}
            name={shown.group.display_name || shown.group.identifier}
          />
        </>
      )}
    </>
  );
}

function NoGroup({ userId }: { userId: string }) {
  return (
    <div className="grid justify-items-start gap-3">
      <p>{texts.groups.page.none}</p>
      <Link href={`/edit/${segment(userId)}`} className={buttonClass('primary')}>
        {texts.groups.page.edit}
      </Link>
    </div>
  );
}
