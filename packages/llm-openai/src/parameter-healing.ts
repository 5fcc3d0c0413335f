import type { ApiFailure } from './api-failure.ts';
import type { RequestBody } from './request-body.ts';

/** How a refused parameter is mended: sent under another name, or (null) not at all. */
export interface Healing {
  parameter: string;
  replacement: string | null;
}

/** The two names of the longest answer: servers know either or both. */
const OTHER_NAME: ReadonlyMap<string, string> = new Map([
  ['max_tokens', 'max_completion_tokens'],
  ['max_completion_tokens', 'max_tokens'],
]);

/** Without these there is no request. */
const NEEDED: ReadonlySet<string> = new Set(['model', 'messages']);

const REFUSAL =
  /unsupported|not supported|does(?:n't| not) support|unrecogni[sz]ed|unknown|unexpected|not permitted|not allowed|extra (?:inputs|fields)|deprecated/i;

/**
 * The healing for a refusal that names a parameter of the body, or null when it is about something else.
 * The name comes from the `param` field, else from the words of a refusal (few servers fill in the field).
 * @param known the healings so far; a name that was refused before is not tried again
 */
export function healingFor(
  failure: ApiFailure,
  body: RequestBody,
  known: readonly Healing[],
): Healing | null {
  if (failure.status !== 400 && failure.status !== 422) return null;
  const parameter = namedParameter(failure, body);
  if (parameter === null) return null;
  const other = OTHER_NAME.get(parameter) ?? null;
  const wasRefused = known.some((healing) => healing.parameter === other);
  return { parameter, replacement: wasRefused ? null : other };
}

/** The body as it is to be sent, after all healings in the order in which they were found. */
export function healed(body: RequestBody, healings: readonly Healing[]): RequestBody {
  return healings.reduce(applyHealing, body);
}

function applyHealing(body: RequestBody, { parameter, replacement }: Healing): RequestBody {
  const { [parameter]: value, ...others } = body;
  if (value === undefined || replacement === null || replacement in others) return others;
  return { ...others, [replacement]: value };
}

function namedParameter({ param, message }: ApiFailure, body: RequestBody): string | null {
  const parameters = Object.keys(body).filter((key) => !NEEDED.has(key));
  const [outermost = ''] = param.split(/[.[]/);
  if (outermost !== '') return parameters.includes(outermost) ? outermost : null;
  if (!REFUSAL.test(message)) return null;
  return parameters.find((parameter) => mentions(message, parameter)) ?? null;
}

/** Whether the name stands in the text as a word of its own. */
function mentions(text: string, name: string): boolean {
  return text.split(/[^A-Za-z0-9_]+/).includes(name);
}
