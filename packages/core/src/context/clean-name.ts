import { truncate } from '../limits.ts';

/** Making a name normal takes the square of its length for some texts (combining marks in mixed order). */
const LONGEST_NAME = 1_000;

const LONGEST_SHOWN = 40;

/** Most names, and telephone numbers, are words that nothing has to be done about. */
const PLAIN = /^\w+(?: \w+)*$/;

/** A name as it may stand in a prompt: no control characters, brackets, quotes or colons, at most 40 characters. */
export function cleanName(name: string): string {
  if (name.length <= LONGEST_SHOWN && PLAIN.test(name)) return name;
  const clean = name
    .slice(0, LONGEST_NAME)
    .normalize('NFKC')
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029<>[\](){}":]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return truncate(clean, LONGEST_SHOWN) || 'unknown';
}

/**
 * Tells people of the same name apart: the second `Ann` it is given becomes `Ann 2`, whatever the case.
 * `reserved` names are taken from the start.
 */
export function uniqueNames(reserved: readonly string[] = []): (name: string) => string {
  const taken = new Set(reserved.map((name) => name.toLowerCase()));
  return (name) => {
    let unique = name;
    for (let count = 2; taken.has(unique.toLowerCase()); count++) unique = `${name} ${count}`;
    taken.add(unique.toLowerCase());
    return unique;
  };
}
