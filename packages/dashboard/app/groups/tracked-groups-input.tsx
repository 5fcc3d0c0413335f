import { useState } from 'react';
import { texts } from '../texts/texts.ts';
import { Button } from '../ui/button.tsx';
import { GroupPicker } from './group-picker.tsx';
import { TrackedGroupForm } from './tracked-group-form.tsx';
import type { TrackedGroupValue } from './tracked-group-value.ts';

export interface TrackedGroupsInputProps {
  userId: string;
  /** The IANA zone that the schedules are read in; null: that of the server. */
  timezone: string | null;
  value: readonly TrackedGroupValue[];
  onChange: (value: TrackedGroupValue[]) => void;
}

const EVERY_MORNING = '0 9 * * *';

/** Which groups are tracked, and when. */
export function TrackedGroupsInput({ userId, timezone, value, onChange }: TrackedGroupsInputProps) {
  const [isAdding, setIsAdding] = useState(false);
  return (
    <div className="grid gap-4">
      {value.length === 0 && <p className="text-sm text-muted-foreground">{texts.groups.input.none}</p>}
      <ul className="grid gap-4">
        {value.map((group, index) => (
          <li key={group.groupIdentifier}>
            <TrackedGroupForm
              group={group}
              timezone={timezone}
              onChange={(changed) => onChange(value.with(index, changed))}
              onRemove={() => onChange(value.toSpliced(index, 1))}
            />
          </li>
        ))}
      </ul>
      {isAdding && (
        <GroupPicker
          userId={userId}
          taken={value.map(({ groupIdentifier }) => groupIdentifier)}
          onPick={({ id, subject }) => {
            setIsAdding(false);
            const added = { groupIdentifier: id, displayName: subject, cronTrackingSchedule: EVERY_MORNING };
            onChange([...value, added]);
          }}
        />
      )}
      <div>
        <Button aria-expanded={isAdding} onClick={() => setIsAdding(!isAdding)}>
          {isAdding ? texts.cancel : texts.groups.input.add}
        </Button>
      </div>
    </div>
  );
}
