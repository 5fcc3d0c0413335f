import type { FieldProps } from '@rjsf/utils';
import { texts } from '../../texts/texts.ts';
import { failureText } from '../../ui/failure.tsx';
import { valueAt } from '../document/json.ts';
import { useContactCandidates, useGroupCandidates } from './candidates.ts';
import { EntriesInput } from './entries-input.tsx';
import { contextOf } from './form-context.ts';
import { entryKind } from './whitelist-entry.ts';

const words = texts.editor.whitelist;
const SETTINGS = ['chat_provider_config', 'provider_config'];

/** Whom the bot answers directly. */
export function ContactWhitelistField(props: FieldProps) {
  const { userId, document } = contextOf(props.registry);
  const candidates = useContactCandidates(userId);
  const entries = entriesOf(props.formData);
  const matchesPushNames = valueAt(document, [...SETTINGS, 'match_push_names']) === true;
  const warning = matchesPushNames ? words.pushNameWarning : words.nameWarning;
  return (
    <EntriesInput
      {...bound(props)}
      entries={entries}
      candidates={candidates}
      texts={{ add: words.addLabel, none: words.none, pick: words.pickContacts, nobody: words.nobodyWrote }}
      warnings={hasNames(entries) ? [warning] : []}
    />
  );
}

/** In which groups the bot answers. */
export function GroupWhitelistField(props: FieldProps) {
  const { userId, document } = contextOf(props.registry);
  const groups = useGroupCandidates(userId);
  const entries = entriesOf(props.formData);
  const isOff = valueAt(document, [...SETTINGS, 'allow_group_messages']) !== true;
  const warnings = [
    ...(hasNames(entries) ? [words.groupNameWarning] : []),
    ...(isOff && entries.length > 0 ? [words.groupsAreOff] : []),
  ];
  return (
    <EntriesInput
      {...bound(props)}
      entries={entries}
      candidates={Array.isArray(groups) ? groups : []}
      texts={{
        add: words.addGroupLabel,
        none: words.noGroups,
        pick: words.pickGroups,
        nobody: whyNone(groups),
      }}
      warnings={warnings}
    />
  );
}

function whyNone(groups: ReturnType<typeof useGroupCandidates>): string {
  if (groups === 'away') return words.groupsNeedConnection;
  if (groups === 'loading') return words.groupsLoading;
  return groups instanceof Error ? failureText(groups) : words.noOtherGroups;
}

function bound({ fieldPathId, schema, onChange, disabled, errorSchema, formData }: FieldProps) {
  const values: readonly unknown[] = Array.isArray(formData) ? formData : [];
  const problems = Object.values(errorSchema ?? {}).flatMap((item) =>
    typeof item === 'object' && '__errors' in item ? ((item.__errors as string[] | undefined) ?? []) : [],
  );
  return {
    id: fieldPathId.$id,
    title: schema.title ?? '',
    description: schema.description ?? '',
    isDisabled: disabled === true,
    problems,
    onAdd: (entry: string) => onChange([...values, entry], fieldPathId.path),
    onRemove: (index: number) =>
      onChange(
        values.filter((_, at) => at !== index),
        fieldPathId.path,
      ),
  };
}

function hasNames(entries: readonly string[]): boolean {
  return entries.some((entry) => entryKind(entry) === 'name');
}

/** Entries that are no text stay in the JSON; here they are shown as they are written there. */
function entriesOf(value: unknown): string[] {
  return (Array.isArray(value) ? value : []).map((entry) =>
    typeof entry === 'string' ? entry : JSON.stringify(entry),
  );
}
