import type { Imposter } from '@chat-imposter/core';
import { z } from 'zod';
import { MAX_SIZE, type QueryKind } from '../query.ts';
import type { Route, RouteId } from '../routes.ts';
import { type Operation, operations } from './operations.ts';
import { answerSchemas } from './schemas.ts';

type Json = Record<string, unknown>;

/** Where named schemas are in the document. */
const SCHEMAS = '#/components/schemas/';

const QUERY_DESCRIPTIONS: Readonly<Record<string, string>> = {
  heartbeat: 'Whether the call keeps an attempt to link alive.',
  lastPeriods: 'So many of the newest periods of each group; 0 for all.',
  from: 'Only what begins after this time (epoch milliseconds).',
  until: 'Only what ends before this time (epoch milliseconds).',
  format: 'How it is written.',
  user_id: 'Only what is about this bot.',
  before: 'The `next` of the page before. Without it: the newest.',
  limit: 'So many at most.',
  tail: 'So many lines at most, the newest.',
};

/** The schema of each kind of body. */
const BODIES = { configuration: 'UserConfiguration', message: 'PlaygroundText' } as const;

const PARAMETER_DESCRIPTIONS: Readonly<Record<string, string>> = {
  user_id: 'The bot.',
  contact_id: 'The contact key of a person or group, or another id of it.',
  group_id: 'The id of a group.',
  file: 'A file of the page.',
};

/** The OpenAPI document (3.1) of the API of an imposter: made of the routes, and of the schemas of what they take and answer. */
export async function openApiDocument(
  imposter: Imposter,
  routes: readonly (Route & { id: RouteId })[],
): Promise<Json> {
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    const path = route.path.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(route) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Chat Imposter',
      version: '1',
      description: 'Runs language model personas on messaging platforms. Times are epoch milliseconds.',
    },
    // Paths are told as they are seen from the document, wherever the API is mounted.
    servers: [{ url: '.', description: 'where this document is' }],
    security: [{ bearer: [] }],
    tags: [...new Set(Object.values(operations).map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
      schemas: { ...namedSchemas(), ...configurationSchemas(await imposter.configurationSchema()) },
    },
  };
}

function operationOf(route: Route & { id: RouteId }): Json {
  const operation = operations[route.id];
  return {
    operationId: route.id,
    tags: [operation.tag],
    summary: operation.summary,
    description: [operation.description, scopesOf(route)].filter((text) => text !== undefined).join('\n\n'),
    ...(route.needs === 'nobody' && { security: [] }),
    parameters: [...pathParameters(route), ...queryParameters(route), ...headerParameters(route)],
    ...(route.body && { requestBody: { required: true, content: jsonContent(BODIES[route.body]) } }),
    responses: responsesOf(route, operation),
  };
}

function scopesOf({ needs }: Route): string {
  if (needs === 'nobody') return 'Needs nobody.';
  return `Needs the scope ${needs.map((scope) => `\`${scope}\``).join(' and ')}.`;
}

function pathParameters({ path }: Route): Json[] {
  return [...path.matchAll(/:(\w+)/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    description: PARAMETER_DESCRIPTIONS[name],
    schema: { type: 'string', minLength: 1 },
  }));
}

function queryParameters({ query = {} }: Route): Json[] {
  return Object.entries(query).map(([name, kind]) => ({
    name,
    in: 'query',
    description: QUERY_DESCRIPTIONS[name],
    schema: querySchema(kind),
  }));
}

function headerParameters({ body }: Route): Json[] {
  if (!body) return [];
  return [
    ['If-Match', 'Save only over the version with this `ETag`; `*`: over any.'],
    ['If-None-Match', '`*`: save only when there is none.'],
  ].map(([name, description]) => ({ name, in: 'header', description, schema: { type: 'string' } }));
}

function querySchema(kind: QueryKind): Json {
  switch (kind) {
    case 'flag':
      return { type: 'boolean' };
    case 'count':
      return { type: 'integer', minimum: 0 };
    case 'size':
      return { type: 'integer', minimum: 1, maximum: MAX_SIZE };
    case 'text':
      return { type: 'string', minLength: 1 };
    default:
      return { type: 'string', enum: kind };
  }
}

function responsesOf(route: Route, operation: Operation): Json {
  const refusals = Object.entries(refusalsOf(route, operation)).map(([status, codes]) => [
    status,
    {
      description: codes.map((code) => `\`${code}\``).join(', '),
      content: { 'application/problem+json': { schema: { $ref: `${SCHEMAS}Problem` } } },
    },
  ]);
  const success = String(operation.status ?? (operation.answer === 'nothing' ? 204 : 200));
  return { [success]: successOf(operation), ...Object.fromEntries(refusals) };
}

function successOf({ answer, example, otherTypes = [] }: Operation): Json {
  if (answer === 'nothing') return { description: 'Done.' };
  const text = { schema: { type: 'string' } };
  if (typeof answer === 'object') {
    const types = [answer.type, ...otherTypes];
    return { description: 'Success.', content: Object.fromEntries(types.map((type) => [type, text])) };
  }
  const schema = answer === 'configuration' ? 'UserConfiguration' : answer;
  return {
    description: 'Success.',
    content: {
      ...jsonContent(schema, example),
      ...Object.fromEntries(otherTypes.map((type) => [type, text])),
    },
  };
}

function jsonContent(schema: string, example?: unknown): Json {
  return {
    'application/json': {
      schema: { $ref: `${SCHEMAS}${schema}` },
      ...(example !== undefined && { example }),
    },
  };
}

/** The codes by status: those that follow from the route, and those of its own. */
function refusalsOf(route: Route, { refusals = {} }: Operation): Record<number, string[]> {
  const codes: Record<number, string[]> = {
    400: ['malformed_path', 'malformed_query', 'malformed_body'],
    421: ['forbidden_host'],
    500: ['internal_error'],
  };
  const add = (status: number, ...more: string[]) => {
    codes[status] = [...new Set([...(codes[status] ?? []), ...more])];
  };
  add(403, 'forbidden_origin');
  add(413, 'payload_too_large');
  add(415, 'unsupported_media_type');
  if (route.needs !== 'nobody') {
    add(401, 'unauthorized');
    add(403, 'forbidden');
    add(429, 'too_many_attempts', 'too_many_calls');
    add(503, 'store_unavailable', 'closed');
  }
  if (route.path.includes(':user_id')) {
    add(404, 'unknown_bot');
    add(503, 'owner_unreachable');
  }
  if (route.path.includes(':contact_id')) add(404, 'unknown_contact');
  if (route.path.includes(':group_id')) add(404, 'unknown_group');
  for (const [status, more] of Object.entries(refusals)) add(Number(status), ...more);
  return codes;
}

function namedSchemas(): Json {
  const made = z.toJSONSchema(answerSchemas, { uri: (id) => `${SCHEMAS}${id}` }).schemas as Record<
    string,
    Json
  >;
  return Object.fromEntries(Object.entries(made).map(([id, schema]) => [id, plain(schema)]));
}

/** The schema of a configuration, with its shared parts as schemas of their own. */
function configurationSchemas({ $defs = {}, ...schema }: Json): Json {
  return rebased({ UserConfiguration: plain(schema), ...($defs as Json) }) as Json;
}

/** Without what only a schema that stands alone says. */
function plain(schema: Json): Json {
  const alone = new Set(['$schema', '$id']);
  return Object.fromEntries(Object.entries(schema).filter(([key]) => !alone.has(key)));
}

/** References into the schema become references into the document. */
function rebased(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(rebased);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [
      key,
      key === '$ref' && typeof entry === 'string' ? entry.replace(/^#\/\$defs\//, SCHEMAS) : rebased(entry),
    ]),
  );
}
