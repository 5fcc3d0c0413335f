import type { GroupJson } from '../api/api-json.ts';

/** The groups whose subject or id holds what is looked for, in upper or lower case; by subject. */
export function matchingGroups(groups: readonly GroupJson[], search: string): GroupJson[] {
  const wanted = search.trim().toLocaleLowerCase();
  return groups
    .filter(({ id, subject }) => `${subject}\n${id}`.toLocaleLowerCase().includes(wanted))
    .sort((one, other) => one.subject.localeCompare(other.subject));
}
