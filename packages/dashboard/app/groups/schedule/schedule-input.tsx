import { useState } from 'react';
import { texts } from '../../texts/texts.ts';
import { SelectField, TextField } from '../../ui/field.tsx';
import {
  cronOf,
  minutesOf,
  type Preset,
  type PresetKind,
  presetKinds,
  presetOf,
  presetOfKind,
  timeOf,
} from './preset.ts';
import { ScheduleOutlookNote } from './schedule-outlook-note.tsx';

export interface ScheduleInputProps {
  value: string;
  timezone: string | null;
  onChange: (expression: string) => void;
}

/** When something happens again and again: chosen, or written as a cron expression. */
export function ScheduleInput({ value, timezone, onChange }: ScheduleInputProps) {
  const preset = presetOf(value);
  const [isCustom, setIsCustom] = useState(preset === null);
  const choose = (kind: PresetKind) => {
    setIsCustom(kind === 'custom');
    if (kind !== 'custom') onChange(cronOf(presetOfKind(kind, preset)));
  };
  return (
    <div className="grid gap-3">
      <div className="grid gap-3 sm:grid-cols-2">
        <SelectField
          label={texts.groups.schedule.label}
          value={isCustom || preset === null ? 'custom' : preset.kind}
          onChange={(event) => choose(event.target.value as PresetKind)}
        >
          {presetKinds.map((kind) => (
            <option key={kind} value={kind}>
              {texts.groups.schedule.kinds[kind]}
            </option>
          ))}
        </SelectField>
        {isCustom || preset === null ? (
          <TextField
            label={texts.groups.schedule.expression}
            hint={texts.groups.schedule.expressionHint}
            value={value}
            spellCheck={false}
            onChange={(event) => onChange(event.target.value)}
          />
        ) : (
          <PresetDetails preset={preset} onChange={(changed) => onChange(cronOf(changed))} />
        )}
      </div>
      <ScheduleOutlookNote expression={value} timezone={timezone} />
    </div>
  );
}

function PresetDetails({ preset, onChange }: { preset: Preset; onChange: (preset: Preset) => void }) {
  if (preset.kind === 'hourly') return null;
  return (
    <div className="grid grid-cols-2 gap-3">
      {preset.kind === 'weekly' && (
        <SelectField
          label={texts.groups.schedule.weekday}
          value={preset.weekday}
          onChange={(event) => onChange({ ...preset, weekday: Number(event.target.value) })}
        >
          {texts.groups.schedule.weekdays.map((name, weekday) => (
            <option key={name} value={weekday}>
              {name}
            </option>
          ))}
        </SelectField>
      )}
      {preset.kind === 'monthly' && (
        <TextField
          label={texts.groups.schedule.day}
          type="number"
          min={1}
          max={28}
          value={preset.day}
          onChange={(event) =>
            onChange({ ...preset, day: Math.min(28, Math.max(1, event.target.valueAsNumber || 1)) })
          }
        />
      )}
      <TextField
        label={texts.groups.schedule.time}
        type="time"
        value={timeOf(preset.minutes)}
        onChange={(event) =>
          onChange({ ...preset, minutes: minutesOf(event.target.value) ?? preset.minutes })
        }
      />
    </div>
  );
}
