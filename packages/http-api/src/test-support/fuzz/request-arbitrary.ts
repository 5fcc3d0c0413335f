import fc from 'fast-check';
import type { Route, RouteId } from '../../routes.ts';
import { documentOf } from '../documents.ts';
import { HOSTILE, mutated } from './hostile.ts';
import { fitting, type Resolve, type SchemaNode } from './schema-arbitrary.ts';

/** A request that is made up. */
export interface FuzzRequest {
  id: RouteId;
  method: string;
  path: string;
  headers: Record<string, string>;
  /** What is sent; undefined for none. */
  body: string | undefined;
}

/** What the server knows, so that requests come through to it. */
const KNOWN = {
  user_id: ['ann', 'bob', 'ANN'],
  contact_id: ['555@x', '666@x', 'family@g'],
  group_id: ['movies@g'],
  file: ['page.js', 'swagger-ui.css'],
} as const;

/** Requests for a route: right ones, and such with one or more things wrong. */
export function requestFor(
  route: Route & { id: RouteId },
  parameters: readonly { name: string; in: string; schema: SchemaNode }[],
  configuration: { schema: SchemaNode; resolve: Resolve },
): fc.Arbitrary<FuzzRequest> {
  return fc
    .record({
      path: pathOf(route.path),
      query: queryOf(parameters.filter((parameter) => parameter.in === 'query')),
      headers: headersOf(route.body !== undefined),
      body: bodyOf(route.body, configuration),
    })
    .map(({ path, query, headers, body }) => ({
      id: route.id,
      method: route.method,
      path: path + query,
      headers,
      body,
    }));
}

function pathOf(pattern: string): fc.Arbitrary<string> {
  const segments = pattern.split('/').map((part) => {
    if (!part.startsWith(':')) return fc.constant(part);
    const known = KNOWN[part.slice(1) as keyof typeof KNOWN];
    const strange = fc.oneof(
      fc
        .constantFrom(...HOSTILE.filter((text) => text.length > 0 && text.isWellFormed()))
        .map(encodeURIComponent),
      fc.constantFrom('%zz', '%ff', '%', '%00', '..', '%2e%2e'),
    );
    return fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(...known).map(encodeURIComponent) },
      { weight: 1, arbitrary: strange },
    );
  });
  return fc.tuple(...segments).map((parts) => parts.join('/'));
}

function queryOf(parameters: readonly { name: string; schema: SchemaNode }[]): fc.Arbitrary<string> {
  const names = parameters.map(({ name }) => name);
  const valid = fc.record(
    Object.fromEntries(
      parameters.map(({ name, schema }) => [name, fitting(schema, () => ({})).map((value) => String(value))]),
    ),
    { requiredKeys: [] },
  );
  const right = valid.map((values) => Object.entries(values).filter(([, text]) => text?.isWellFormed()));
  const key =
    names.length > 0 ? fc.constantFrom(...names, 'unknown', '__proto__', 'from[$gt]') : fc.constant('x');
  const wrong = fc.array(fc.tuple(key, fc.constantFrom(...HOSTILE.filter((text) => text.isWellFormed()))), {
    minLength: 1,
    maxLength: 3,
  });
  return fc
    .oneof({ weight: 4, arbitrary: right }, { weight: 1, arbitrary: wrong })
    .map((entries) =>
      entries.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value ?? '')}`),
    )
    .map((pairs) => (pairs.length === 0 ? '' : `?${pairs.join('&')}`));
}

function headersOf(hasBody: boolean): fc.Arbitrary<Record<string, string>> {
  const json: Record<string, string> = hasBody ? { 'content-type': 'application/json' } : {};
  const strange = fc.constantFrom<Record<string, string>>(
    { 'content-type': 'text/plain' },
    { 'content-type': 'application/json; charset=utf-16' },
    { ...json, 'content-encoding': 'gzip' },
    { ...json, 'content-encoding': 'br' },
    { ...json, 'content-encoding': 'x' },
    { ...json, origin: 'https://evil.example' },
    { ...json, 'sec-fetch-site': 'cross-site' },
    { ...json, 'if-match': '"1"' },
    { ...json, 'if-match': '*' },
    { ...json, 'if-match': 'W/"x", ' },
    { ...json, 'if-none-match': '*' },
    { ...json, 'last-event-id': 'x-1' },
    { ...json, 'x-forwarded-for': '1.2.3.4' },
  );
  return fc.oneof({ weight: 6, arbitrary: fc.constant(json) }, { weight: 1, arbitrary: strange });
}

function bodyOf(
  kind: Route['body'],
  { schema, resolve }: { schema: SchemaNode; resolve: Resolve },
): fc.Arbitrary<string | undefined> {
  const none = fc.constant(undefined);
  const broken = fc.constantFrom(
    '',
    '{',
    '[1,',
    'null',
    '"x"',
    '0',
    '\uFEFF{}',
    '['.repeat(40),
    'x'.repeat(2_000),
  );
  if (kind === undefined) return fc.oneof({ weight: 9, arbitrary: none }, { weight: 1, arbitrary: broken });
  if (kind === 'message') return messageOf(broken);
  const good = fc.constantFrom('ann', 'bob', 'cy').map((userId) => documentOf(userId) as unknown);
  const document = fc.oneof(
    { weight: 3, arbitrary: good },
    { weight: 1, arbitrary: good.map((value) => [value]) },
    { weight: 4, arbitrary: mutated(good) },
    { weight: 4, arbitrary: fitting(schema, resolve) },
    { weight: 2, arbitrary: mutated(fitting(schema, resolve)) },
  );
  return fc.oneof(
    { weight: 9, arbitrary: document.map((value) => JSON.stringify(value)) },
    { weight: 1, arbitrary: broken },
  );
}

function messageOf(broken: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const good = fc.record({ text: fc.oneof(fc.string(), fc.constantFrom(...HOSTILE)) });
  return fc.oneof(
    { weight: 6, arbitrary: good.map((value) => JSON.stringify(value)) },
    { weight: 3, arbitrary: mutated(good).map((value) => JSON.stringify(value) ?? 'null') },
    { weight: 1, arbitrary: broken },
  );
}
