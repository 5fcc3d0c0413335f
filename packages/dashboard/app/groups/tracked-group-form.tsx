import { useId } from 'react';
import { texts } from '../texts/texts.ts';
import { Button } from '../ui/button.tsx';
import { DigestInput } from './digest-input.tsx';
import { ScheduleInput } from './schedule/schedule-input.tsx';
import type { TrackedGroupValue } from './tracked-group-value.ts';

export interface TrackedGroupFormProps {
  group: TrackedGroupValue;
  timezone: string | null;
  onChange: (group: TrackedGroupValue) => void;
  onRemove: () => void;
}

/** One tracked group: when its periods end, and whether they are summed up. */
export function TrackedGroupForm({ group, timezone, onChange, onRemove }: TrackedGroupFormProps) {
  const nameId = useId();
  const name = group.displayName || group.groupIdentifier;
  return (
    <section aria-labelledby={nameId} className="grid gap-3 rounded-md border p-3">
      <div className="flex flex-wrap items-start justify-between gap-2">
        <div>
          <p id={nameId} className="font-medium">
            <bdi>{name}</bdi>
          </p>
          <p className="text-xs text-muted-foreground">{group.groupIdentifier}</p>
        </div>
        <Button look="danger" aria-label={texts.groups.input.remove(name)} onClick={onRemove}>
          {texts.groups.input.removeShort}
        </Button>
      </div>
      <ScheduleInput
        value={group.cronTrackingSchedule}
        timezone={timezone}
        onChange={(cronTrackingSchedule) => onChange({ ...group, cronTrackingSchedule })}
      />
      <DigestInput value={group.digest} onChange={(digest) => onChange({ ...group, digest })} />
    </section>
  );
}
