import { useContacts } from '../../api/contacts.ts';
import { texts } from '../../texts/texts.ts';
import { SelectField } from '../../ui/field.tsx';
import { useChosenContact } from './use-chosen-contact.ts';

export interface ContactSelectProps {
  userId: string;
  /** What it says while nobody is chosen. */
  none: string;
}

/** Chooses the contact that is looked at, in views that have no list of them. */
export function ContactSelect({ userId, none }: ContactSelectProps) {
  const { data: contacts = [] } = useContacts(userId);
  const [chosen, choose] = useChosenContact();
  const isUnknown = chosen !== null && !contacts.some((contact) => contact.correspondent_id === chosen);
  return (
    <SelectField
      label={texts.backstage.contacts.label}
      value={chosen ?? ''}
      onChange={(event) => choose(event.target.value || null)}
    >
      <option value="">{none}</option>
      {isUnknown && <option value={chosen}>{chosen}</option>}
      {contacts.map(({ correspondent_id, display_name }) => (
        <option key={correspondent_id} value={correspondent_id}>
          {display_name}
        </option>
      ))}
    </SelectField>
  );
}
