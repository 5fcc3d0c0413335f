import { Problem } from './problem.ts';
import type { Route } from './routes.ts';

/** The paths that belong to the API with everything below them, whether a route exists there or not. */
const GUARDED = new Set(['chatbot', 'api', 'metrics', 'openapi.json', 'docs']);

/** A route and the decoded parameters of its path. */
export interface RouteMatch {
  route: Route;
  parameters: ReadonlyMap<string, string>;
}

/** Whether the API answers this path at all; every other one is the surrounding program's. */
export function isOwnPath(path: string, routes: readonly Route[]): boolean {
  return GUARDED.has(decode(firstSegment(path)) ?? '') || isOpenPath(path, routes);
}

/** Whether this path is answered without asking who calls. */
export function isOpenPath(path: string, routes: readonly Route[]): boolean {
  const segments = segmentsOf(path);
  return routes.some((route) => route.needs === 'nobody' && parametersOf(route, segments) !== null);
}

/**
 * Finds the route of a call. `HEAD` is answered as `GET`.
 * @throws Problem 400 when the path cannot be decoded, 404 when nothing is there, 405 for another method.
 */
export function matchRoute(routes: readonly Route[], method: string, path: string): RouteMatch {
  const segments = segmentsOf(path);
  if (segments.includes(null)) {
    throw new Problem(400, 'malformed_path', 'The path has a % that is not followed by a valid code.');
  }
  const matches = routes.flatMap((route) => {
    const parameters = parametersOf(route, segments);
    return parameters ? [{ route, parameters }] : [];
  });
  const wanted = method === 'HEAD' ? 'GET' : method;
  const match = matches.find(({ route }) => route.method === wanted);
  if (match) return match;
  throw matches.length > 0 ? methodNotAllowed(matches) : notFound();
}

function parametersOf(route: Route, segments: readonly (string | null)[]): Map<string, string> | null {
  const pattern = route.path.slice(1).split('/');
  if (pattern.length !== segments.length) return null;
  const parameters = new Map<string, string>();
  for (const [index, part] of pattern.entries()) {
    const segment = segments[index];
    if (!segment) return null;
    if (part.startsWith(':')) parameters.set(part.slice(1), segment);
    else if (part !== segment) return null;
  }
  return parameters;
}

/** The decoded segments; null for one that cannot be decoded. One slash at the end is passed over. */
function segmentsOf(path: string): (string | null)[] {
  return path.replace(/^\//, '').replace(/\/$/, '').split('/').map(decode);
}

function firstSegment(path: string): string {
  return path.replace(/^\//, '').split('/', 1)[0] ?? '';
}

function decode(segment: string): string | null {
  try {
    return decodeURIComponent(segment);
  } catch {
    return null;
  }
}

function notFound(): Problem {
  return new Problem(404, 'not_found', 'There is nothing at this path.');
}

function methodNotAllowed(matches: readonly RouteMatch[]): Problem {
  const methods = matches.map(({ route }) => (route.method === 'GET' ? 'GET, HEAD' : route.method));
  const allow = [...new Set(methods)].join(', ');
  return new Problem(405, 'method_not_allowed', `This path knows: ${allow}.`, { headers: { allow } });
}
