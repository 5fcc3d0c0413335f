import { type Route, type RouteId, routes } from '../routes.ts';
import { type ApiServer, type ServeOptions, serveApi } from './api-server.ts';
import { documentOf } from './documents.ts';

/** What stands in the place of the parameters of paths. A route with another one needs an entry here. */
export interface PathValues {
  user_id: string;
  contact_id: string;
  group_id: string;
  file: string;
}

/** What {@link serveBusy} knows. */
export const KNOWN_VALUES: PathValues = {
  user_id: 'ann',
  contact_id: '555@x',
  group_id: 'g@fake',
  file: 'page.js',
};

/** A valid call of a route. */
export interface RouteCall {
  id: RouteId;
  /** `HEAD` for streams, which do not end. */
  method: string;
  path: string;
  body?: Record<string, unknown>;
}

/** Every route. */
export const allRoutes = routes as readonly (Route & { id: RouteId })[];

/** Those that need somebody. */
export const guardedRoutes = allRoutes.filter(({ needs }) => needs !== 'nobody');

/** Those that change something. */
export const changingRoutes = allRoutes.filter(({ method }) => method !== 'GET');

/** A valid call of a route about a bot. */
export function callOf(
  { id, method, path, body }: Route & { id: RouteId },
  given: Partial<PathValues> = {},
): RouteCall {
  const values: PathValues = { ...KNOWN_VALUES, ...given };
  return {
    id,
    method: id === 'readEvents' ? 'HEAD' : method,
    path: path.replace(/:([a-z_]+)/g, (_, name: string) => encodeURIComponent(pathValue(values, name))),
    ...(body && { body: body === 'message' ? { text: 'hello' } : documentOf(values.user_id) }),
  };
}

/** The names of the parameters of a path. */
export function parametersOf({ path }: Route): (keyof PathValues)[] {
  return [...path.matchAll(/:([a-z_]+)/g)].map(([, name]) => name as keyof PathValues);
}

/** The API with the bot `ann`, which runs, tracks a group and has heard something, and `bob`, which is configured. */
export async function serveBusy(options: ServeOptions = {}): Promise<ApiServer> {
  const api = await serveApi(options);
  await makeBusy(api);
  return api;
}

/** Makes what {@link serveBusy} knows, as often as it was deleted. */
export async function makeBusy(api: ApiServer): Promise<void> {
  const tracked = { groupIdentifier: 'g@fake', displayName: 'Movies', cronTrackingSchedule: '0 * * * *' };
  await api.imposter.stop('ann').catch(() => {});
  await api.imposter.start(documentOf('ann', { periodic_group_tracking: [tracked] }));
  if (api.chat.account('ann').status !== 'connected') await api.chat.account('ann').scan();
  await api.chat.account('ann').says('555@x', 'hello');
  await api.imposter.saveConfiguration(documentOf('bob'));
}

function pathValue(values: PathValues, name: string): string {
  if (Object.hasOwn(values, name)) return values[name as keyof PathValues];
  throw new Error(`The attacks know no value for the parameter ":${name}" of a path.`);
}
