/** What an entry of a whitelist is compared with. */
export type EntryKind = 'id' | 'number' | 'name';

/** Who or what can be picked for a whitelist. */
export interface Candidate {
  id: string;
  name: string;
}

const PHONE_ID = /^(\d+)(?::\d+)?@s\.whatsapp\.net$/;

/** Whether an entry is an id, a phone number, or a name, that others may have as well. */
export function entryKind(entry: string): EntryKind {
  if (entry.includes('@')) return 'id';
  return /\d/.test(entry) && /^[\d+\-\s()[\]]+$/.test(entry) ? 'number' : 'name';
}

/** The entry that means exactly this contact or group: its number where it has one, else its id. */
export function entryOf({ id }: Candidate): string {
  const digits = PHONE_ID.exec(id)?.[1];
  return digits === undefined ? id : `+${digits}`;
}

/** The candidates that a text finds by name or number and that are not in the list yet. */
export function findCandidates(
  candidates: readonly Candidate[],
  { text, entries }: { text: string; entries: readonly string[] },
): Candidate[] {
  const wanted = text.trim().toLowerCase();
  const matches = ({ id, name }: Candidate) =>
    name.toLowerCase().includes(wanted) || id.includes(wanted) || entryOf({ id, name }).includes(wanted);
  return candidates.filter((candidate) => matches(candidate) && !entries.includes(entryOf(candidate)));
}
