import { texts } from '../texts/texts.ts';
import { TextField } from '../ui/field.tsx';
import type { DigestValue } from './tracked-group-value.ts';

const NONE: DigestValue = { enabled: false, deliver_to: 'self' };

/** Whether each period of a group is summed up, how, and who gets that. */
export function DigestInput({
  value = NONE,
  onChange,
}: {
  value: DigestValue | undefined;
  onChange: (value: DigestValue) => void;
}) {
  const { prompt: _, ...withoutPrompt } = value;
  return (
    <div className="grid gap-3">
      <label className="flex items-center gap-2 text-sm">
        <input
          type="checkbox"
          className="size-4"
          checked={value.enabled}
          onChange={(event) => onChange({ ...value, enabled: event.target.checked })}
        />
        {texts.groups.digest.enabled}
      </label>
      {value.enabled && (
        <div className="grid gap-3 sm:grid-cols-2">
          <TextField
            label={texts.groups.digest.prompt}
            hint={texts.groups.digest.promptHint}
            value={value.prompt ?? ''}
            onChange={({ target }) =>
              onChange(target.value === '' ? withoutPrompt : { ...value, prompt: target.value })
            }
          />
          <TextField
            label={texts.groups.digest.deliverTo}
            hint={texts.groups.digest.deliverToHint}
            value={value.deliver_to}
            onChange={({ target }) => onChange({ ...value, deliver_to: target.value })}
          />
        </div>
      )}
    </div>
  );
}
