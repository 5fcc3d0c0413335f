import { Problem } from './problem.ts';
import type { Route } from './routes.ts';

/** The paths that belong to the API with everything below them, whether a route exists there or not. */
const GUARDED = new Set(['chatbot', 'api', 'metrics', 'openapi.json', 'docs']);

/** A route and the decoded parameters of its path. */
export interface RouteMatch {
  route: Route;
  parameters: ReadonlyMap<string, string>;
}

interface Candidate {
  route: Route;
  /** The segments of its path; those that begin with `:` take any. */
  pattern: readonly string[];
}

/** Finds the route of a call. */
export class RouteTable {
  /** By the number of segments. Where two fit, the first counts. */
  readonly #candidates = new Map<number, Candidate[]>();

  constructor(routes: readonly Route[]) {
    for (const route of routes) {
      const pattern = route.path.slice(1).split('/');
      const others = this.#candidates.get(pattern.length) ?? [];
      this.#candidates.set(pattern.length, [...others, { route, pattern }]);
    }
  }

  /** Whether the API answers this path at all; every other one is the surrounding program's. */
  owns(path: string): boolean {
    return GUARDED.has(decode(firstSegment(path)) ?? '') || this.isOpen(path);
  }

  /** Whether this path is answered without asking who calls. */
  isOpen(path: string): boolean {
    const segments = segmentsOf(path);
    return this.#fitting(segments).some(({ route }) => route.needs === 'nobody');
  }

  /**
   * The route of a call. `HEAD` is answered as `GET`.
   * @throws Problem 400 when the path cannot be decoded, 404 when nothing is there, 405 for another method.
   */
  match(method: string, path: string): RouteMatch {
    const segments = segmentsOf(path);
    if (segments.includes(null)) {
      throw new Problem(400, 'malformed_path', 'The path has a % that is not followed by a valid code.');
    }
    const fitting = this.#fitting(segments);
    const wanted = method === 'HEAD' ? 'GET' : method;
    const found = fitting.find(({ route }) => route.method === wanted);
    if (found) return { route: found.route, parameters: parametersOf(found, segments) };
    throw fitting.length > 0 ? methodNotAllowed(fitting) : notFound();
  }

  #fitting(segments: readonly (string | null)[]): Candidate[] {
    const candidates = this.#candidates.get(segments.length) ?? [];
    return candidates.filter(({ pattern }) =>
      pattern.every((part, index) => {
        const segment = segments[index];
        return part.startsWith(':') ? Boolean(segment) : part === segment;
      }),
    );
  }
}

function parametersOf({ pattern }: Candidate, segments: readonly (string | null)[]): Map<string, string> {
  const parameters = new Map<string, string>();
  for (const [index, part] of pattern.entries()) {
    if (part.startsWith(':')) parameters.set(part.slice(1), segments[index] ?? '');
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
  if (!segment.includes('%')) return segment;
  try {
    return decodeURIComponent(segment);
  } catch {
    return null;
  }
}

function notFound(): Problem {
  return new Problem(404, 'not_found', 'There is nothing at this path.');
}

function methodNotAllowed(fitting: readonly Candidate[]): Problem {
  const methods = fitting.map(({ route }) => (route.method === 'GET' ? 'GET, HEAD' : route.method));
  const allow = [...new Set(methods)].join(', ');
  return new Problem(405, 'method_not_allowed', `This path knows: ${allow}.`, { headers: { allow } });
}
