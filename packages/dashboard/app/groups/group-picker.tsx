import { useState } from 'react';
import type { GroupJson } from '../api/api-json.ts';
import { isNotConnected, useGroups } from '../api/groups.ts';
import { texts } from '../texts/texts.ts';
import { Button } from '../ui/button.tsx';
import { Failure } from '../ui/failure.tsx';
import { SelectField, TextField } from '../ui/field.tsx';
import { Loading } from '../ui/loading.tsx';
import { Notice } from '../ui/notice.tsx';
import { matchingGroups } from './matching-groups.ts';

/** From so many groups on there is something to search them with. */
const MANY = 8;

/** Picks a group from those that the account is in now; says why it can not when the bot is not connected. */
export function GroupPicker({
  userId,
  taken,
  onPick,
}: {
  userId: string;
  /** Ids of groups that are not offered. */
  taken: readonly string[];
  onPick: (group: GroupJson) => void;
}) {
  const [search, setSearch] = useState('');
  const [chosen, setChosen] = useState('');
  const groups = useGroups(userId);
  const refresh = () => void groups.refetch();
  if (groups.isPending) return <Loading what={texts.groups.picker.loading} />;
  if (isNotConnected(groups.error))
    return (
      <Notice tone="warning">
        <p>{texts.groups.picker.notConnected}</p>
        <Button className="mt-2" isBusy={groups.isFetching} onClick={refresh}>
          {texts.retry}
        </Button>
      </Notice>
    );
  if (groups.isError) return <Failure error={groups.error} retry={refresh} />;
  const free = groups.data.filter(({ id }) => !taken.includes(id));
  const offered = matchingGroups(free, search);
  const picked = offered.find(({ id }) => id === chosen) ?? offered[0];
  return (
    <div className="grid gap-3 rounded-md border p-3">
      {free.length > MANY && (
        <TextField
          type="search"
          label={texts.groups.picker.search}
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
      )}
      {picked === undefined ? (
        <p role="status" className="text-sm text-muted-foreground">
          {texts.groups.picker.none}
        </p>
      ) : (
        <SelectField
          label={texts.groups.picker.label}
          value={picked.id}
          onChange={(event) => setChosen(event.target.value)}
        >
          {offered.map(({ id, subject }) => (
            <option key={id} value={id}>
              {subject || id}
            </option>
          ))}
        </SelectField>
      )}
      <div className="flex flex-wrap gap-2">
        <Button look="primary" disabled={picked === undefined} onClick={() => picked && onPick(picked)}>
          {texts.groups.picker.add}
        </Button>
        <Button isBusy={groups.isFetching} onClick={refresh}>
          {texts.groups.picker.refresh}
        </Button>
      </div>
    </div>
  );
}
