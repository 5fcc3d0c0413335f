import { describe, expect, it } from 'vitest';
import type { ApiServer } from '../test-support/api-server.ts';
import { documentOf } from '../test-support/documents.ts';
import { allRoutes, callOf, makeBusy, parametersOf, serveBusy } from '../test-support/every-route.ts';
import { logFolder } from '../test-support/log-folder.ts';
import { type RecordingStore, recordingStore, type StoreCall } from '../test-support/recording-store.ts';

const logDirectory = logFolder();

/** What a database would take for a condition or code, if it got it as an object. */
const operators: readonly unknown[] = [
  ...['$ne', '$gt', '$gte', '$lt', '$lte', '$nin', '$in', '$not', '$eq', '$exists'].map((name) => ({
    [name]: '',
  })),
  ...['$regex', '$where', '$expr', '$or', '$and', '$nor', '$size', '$all', '$type', '$mod'].map((name) => ({
    [name]: ['x'],
  })),
  { $regex: '.*' },
  { $where: 'sleep(10000)' },
  { $function: { body: 'return 1', args: [], lang: 'js' } },
  { $ne: null },
  { $gt: {} },
  { user_id: { $ne: 1 } },
  ['ann'],
  [{ $ne: 1 }],
  { length: 3, 0: 'a' },
  { toString: 'ann' },
  { $set: { running: true } },
  { $unset: 1 },
  { $inc: { revision: 1 } },
  { $lookup: { from: 'credentials' } },
  { $oid: '507f1f77bcf86cd799439011' },
  { $binary: 'YW5u' },
  { $code: 'function () {}' },
  { $date: 0 },
  { $numberLong: '1' },
  { _bsontype: 'ObjectId' },
];

/** Arguments of the store that are ids or places: their index by the name of the method. Leases and documents are objects. */
const TEXTS: Record<string, readonly number[]> = {
  'configurations.get': [0],
  'configurations.save': [0],
  'configurations.setRunning': [0],
  'configurations.delete': [0],
  credentials: [0, 1],
  'leases.acquire': [0, 1],
  'messages.queue': [0],
  'messages.conversation': [0, 1],
  'messages.history': [0],
  'messages.chats': [0],
  'turns.usage': [0],
  'tracking.periods': [0, 1],
};

function wrongArguments(calls: readonly StoreCall[]): string[] {
  return calls.flatMap(({ name, args }) => {
    const wrong = (TEXTS[name] ?? []).filter((index) => typeof args[index] !== 'string');
    const query = args.find((argument) => typeof argument === 'object' && argument !== null);
    const { correspondentId = '', before = '' } = (query ?? {}) as {
      correspondentId?: unknown;
      before?: unknown;
    };
    const isPlain = typeof correspondentId === 'string' && (before === null || typeof before === 'string');
    const lease = args.some(
      (argument) => Object(argument).userId !== undefined && typeof Object(argument).userId !== 'string',
    );
    return wrong.length > 0 || !isPlain || lease ? [`${name}(${JSON.stringify(args)})`] : [];
  });
}

async function serveRecorded(): Promise<{ api: ApiServer; recording: RecordingStore }> {
  const recording = recordingStore();
  return { api: await serveBusy({ imposter: { store: recording.store, logDirectory } }), recording };
}

function expectPlain({ calls }: RecordingStore): void {
  expect(wrongArguments(calls)).toEqual([]);
  calls.length = 0;
}

/** Each place of a document at which a text stands. */
function textPlaces(value: unknown, path: readonly string[] = []): string[][] {
  if (typeof value === 'string') return [[...path]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => textPlaces(inner, [...path, key]));
}

function withValue(document: unknown, path: readonly string[], value: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  const copy: Record<string, unknown> = Array.isArray(document)
    ? ([...document] as never)
    : { ...Object(document) };
  copy[key] = withValue(copy[key], rest, value);
  return copy;
}

describe(`${operators.length} operators of a database`, () => {
  it('are plain texts in the parameters of paths', async () => {
    const { api, recording } = await serveRecorded();
    await using _ = api;
    for (const route of allRoutes) {
      for (const parameter of parametersOf(route)) {
        for (const operator of operators) {
          const call = callOf(route, { [parameter]: JSON.stringify(operator) });
          const { status } = await api.call(call.method, call.path, call.body ? { body: call.body } : {});
          expect([call.path, status >= 400 && status < 500]).toEqual([call.path, true]);
        }
      }
    }
    expectPlain(recording);
    expect(await api.imposter.configuredUserIds()).toEqual(['ann', 'bob']);
  });

  it('are refused in queries, or plain texts', async () => {
    const { api, recording } = await serveRecorded();
    await using _ = api;
    for (const route of allRoutes) {
      const { method, path, body } = callOf(route);
      for (const key of Object.keys(route.query ?? { any: 'text' })) {
        for (const operator of operators) {
          const [name] = Object.keys(Object(operator));
          for (const query of [
            `${key}=${encodeURIComponent(JSON.stringify(operator))}`,
            `${key}[${name}]=1`,
            `${encodeURIComponent(`${key}[${name}]`)}=1`,
          ]) {
            const { status } = await api.call(method, `${path}?${query}`, body ? { body } : {});
            expect([path, query, status === 400 || status === 404]).toEqual([path, query, true]);
          }
        }
      }
    }
    expectPlain(recording);
  });

  it('are refused in each place of a document that holds a text, or kept as settings of a provider', async () => {
    const { api, recording } = await serveRecorded();
    await using _ = api;
    const group = {
      groupIdentifier: 'g@fake',
      displayName: 'Movies',
      cronTrackingSchedule: '0 * * * *',
      digest: { enabled: true, prompt: 'all', deliver_to: 'self' },
    };
    const document = documentOf('eve', {
      periodic_group_tracking: [group],
      respond_to_whitelist_group: ['Movies'],
    });
    const places = textPlaces(document);
    expect(places.length).toBeGreaterThanOrEqual(12);
    let refused = 0;
    for (const place of places) {
      for (const operator of operators) {
        const body = withValue(document, place, operator);
        for (const [method, path] of [
          ['PUT', '/chatbot'],
          ['PUT', '/api/configurations/eve'],
        ] as const) {
          const { status, text } = await api.call(method, path, { body });
          expect([place, JSON.stringify(operator), status, text.slice(0, 80)]).toEqual([
            place,
            JSON.stringify(operator),
            422,
            expect.anything(),
          ]);
          refused += 1;
        }
      }
    }
    expect(refused).toBe(places.length * operators.length * 2);
    expectPlain(recording);
    expect(await api.imposter.configuredUserIds()).toEqual(['ann', 'bob']);
    await makeBusy(api);
  });
});
