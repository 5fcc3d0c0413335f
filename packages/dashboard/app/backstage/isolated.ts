const FIRST_STRONG_ISOLATE = '\u2068';
const POP_DIRECTIONAL_ISOLATE = '\u2069';

/** A name within a text of ours: whatever its direction is, the words around it keep theirs. For where no element fits. */
export function isolated(name: string): string {
  // Its own characters must not end it.
  const harmless = name.replace(/[\u202a-\u202e\u2066-\u2069]/g, '');
  return `${FIRST_STRONG_ISOLATE}${harmless}${POP_DIRECTIONAL_ISOLATE}`;
}
