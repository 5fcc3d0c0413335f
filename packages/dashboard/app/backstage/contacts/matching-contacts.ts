import type { ContactJson } from '../../api/api-json.ts';

/** The contacts whose name or one of whose ids has the text in it, whatever its case. */
export function matchingContacts(contacts: readonly ContactJson[], text: string): ContactJson[] {
  const wanted = plain(text.trim());
  return contacts.filter(({ correspondent_id, display_name, alternate_identifiers }) =>
    [display_name, correspondent_id, ...alternate_identifiers].some((name) => plain(name).includes(wanted)),
  );
}

function plain(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}
