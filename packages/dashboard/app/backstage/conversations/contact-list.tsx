import { useState } from 'react';
import { Link } from 'wouter';
import type { ContactJson } from '../../api/api-json.ts';
import { texts } from '../../texts/texts.ts';
import { Badge } from '../../ui/badge.tsx';
import { TextField } from '../../ui/field.tsx';
import { matchingContacts } from '../contacts/matching-contacts.ts';
import { viewPath } from '../view-path.ts';
import { reasonText } from '../words.ts';

/** So many are shown; who looks for another one searches. */
const MOST_SHOWN = 100;

export interface ContactListProps {
  userId: string;
  contacts: readonly ContactJson[];
  chosen: string | null;
  onChosen: () => void;
}

/** Everybody who wrote to the bot, to be searched and chosen from. */
export function ContactList({ userId, contacts, chosen, onChosen }: ContactListProps) {
  const [wanted, setWanted] = useState('');
  const found = matchingContacts(contacts, wanted);
  const rest = found.length - MOST_SHOWN;
  return (
    <>
      <TextField
        label={texts.backstage.contacts.search}
        type="search"
        value={wanted}
        onChange={(event) => setWanted(event.target.value)}
      />
      {found.length === 0 && (
        <p role="status" className="text-sm text-muted-foreground">
          {contacts.length === 0 ? texts.backstage.contacts.none : texts.backstage.contacts.noMatch}
        </p>
      )}
      <ul className="grid max-h-[60vh] gap-1 overflow-y-auto">
        {found.slice(0, MOST_SHOWN).map((contact) => (
          <li key={contact.correspondent_id}>
            <Link
              href={viewPath(userId, 'conversations', contact.correspondent_id)}
              onClick={onChosen}
              aria-current={contact.correspondent_id === chosen ? 'true' : undefined}
              className={`grid gap-1 rounded-md border px-3 py-2 ${
                contact.correspondent_id === chosen
                  ? 'border-primary bg-accent'
                  : 'border-transparent hover:bg-accent'
              }`}
            >
              <ContactEntry contact={contact} />
            </Link>
          </li>
        ))}
      </ul>
      {rest > 0 && <p className="text-sm text-muted-foreground">{texts.backstage.contacts.more(rest)}</p>}
    </>
  );
}

function ContactEntry({ contact }: { contact: ContactJson }) {
  const { display_name, kind, may_be_answered, reason } = contact;
  const { mayBeAnswered, mayNotBeAnswered } = texts.backstage.contacts;
  return (
    <>
      <span className="font-medium">
        <bdi>{display_name}</bdi>
      </span>
      <span className="flex flex-wrap gap-1">
        <Badge>{texts.backstage.contacts[kind]}</Badge>
        <Badge tone={may_be_answered ? 'success' : 'warning'}>
          {may_be_answered ? mayBeAnswered : mayNotBeAnswered}
        </Badge>
      </span>
      {reason !== null && <span className="text-xs text-muted-foreground">{reasonText(reason)}</span>}
    </>
  );
}
