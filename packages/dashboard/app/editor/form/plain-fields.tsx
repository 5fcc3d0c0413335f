import type { FieldProps } from '@rjsf/utils';
import type { TrackedGroupValue } from '../../groups/tracked-group-value.ts';
import { TrackedGroupsInput } from '../../groups/tracked-groups-input.tsx';
import { texts } from '../../texts/texts.ts';
import { childOf, valueAt } from '../document/json.ts';
import { contextOf } from './form-context.ts';

const TIMEZONE = ['chat_provider_config', 'provider_config', 'timezone'];

/** The id of the bot, to be read only. */
export function BotIdField({ registry, fieldPathId }: FieldProps) {
  return (
    <dl className="text-sm">
      <dt className="font-medium">{texts.editor.botId}</dt>
      <dd>
        <code id={fieldPathId.$id} tabIndex={-1}>
          {contextOf(registry).userId}
        </code>
      </dd>
      <dd className="text-muted-foreground">{texts.editor.botIdHint}</dd>
    </dl>
  );
}

/** Which groups are tracked. */
export function TrackedGroupsField({ formData, onChange, fieldPathId, registry, schema }: FieldProps) {
  const { userId, document } = contextOf(registry);
  const timezone = valueAt(document, TIMEZONE);
  const entries: readonly unknown[] = Array.isArray(formData) ? formData : [];
  return (
    <section aria-labelledby={`${fieldPathId.$id}-title`} className="grid gap-2">
      <h3 id={`${fieldPathId.$id}-title`} className="text-sm font-medium">
        {schema.title}
      </h3>
      <p className="text-sm text-muted-foreground">{schema.description}</p>
      {entries.every(isTrackedGroup) ? (
        <TrackedGroupsInput
          userId={userId}
          timezone={typeof timezone === 'string' && timezone !== '' ? timezone : null}
          value={entries}
          onChange={(value) => onChange(value, fieldPathId.path)}
        />
      ) : (
        <p className="text-sm">{texts.editor.unreadable}</p>
      )}
    </section>
  );
}

/** A list that has no fields of its own. */
export function OnlyInJsonField({ formData, schema }: FieldProps) {
  return (
    <div className="grid gap-1 text-sm">
      <p className="font-medium">{schema.title}</p>
      <p className="text-muted-foreground">{schema.description}</p>
      <p>{texts.editor.onlyInJson(Array.isArray(formData) ? formData.length : 0)}</p>
    </div>
  );
}

/** Whether an entry has what its fields show; others can be mended in the JSON. */
function isTrackedGroup(entry: unknown): entry is TrackedGroupValue {
  const shown = ['groupIdentifier', 'displayName', 'cronTrackingSchedule'];
  return shown.every((key) => typeof childOf(entry, key) === 'string');
}
