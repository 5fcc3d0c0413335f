/** Names of members whose texts are ids. */
const ID = /(?:^|_)(?:ids?|identifiers?)$/;
/** Names of members whose texts come from us: words of a list, and what our errors say. */
const OWN_WORDS: ReadonlySet<string> = new Set([
  'code',
  'from',
  'into',
  'message',
  'model',
  'reason',
  'source',
  'stage',
  'state',
  'status',
]);

/**
 * The data of an event without what people wrote or are called. Numbers, truth values and ids stay; of all other texts
 * only those that are known to be ours, so that a member that is added later tells nothing by mistake.
 */
export function withoutTexts<Data extends object>(data: Data): Data {
  return membersOf(data) as Data;
}

function membersOf(data: object): object {
  const kept = Object.entries(data).flatMap(([name, value]) => {
    const reduced = reducedValue(name, value);
    return reduced === undefined ? [] : [[name, reduced] as const];
  });
  return Object.fromEntries(kept);
}

/** Undefined when nothing of it may be told. */
function reducedValue(name: string, value: unknown): unknown {
  if (typeof value === 'string') return ID.test(name) || OWN_WORDS.has(name) ? value : undefined;
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value;
    return items.map((item) => reducedValue(name, item)).filter((item) => item !== undefined);
  }
  return typeof value === 'object' && value !== null ? membersOf(value) : value;
}
