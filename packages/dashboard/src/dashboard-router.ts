import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import sirv from 'sirv';
import { contentSecurityPolicy, dashboardPage } from './dashboard-page.ts';

/** How the dashboard is served. */
export interface DashboardRouterOptions {
  /**
   * The path at which browsers reach the API of `createApiRouter`, e.g. `/admin/api`.
   * Default: where the dashboard itself is mounted, as in `app.use('/bots', createApiRouter(…), createDashboardRouter())`.
   */
  apiPath?: string;
}

/** Middleware for Express, and for every server that calls `(request, response, next)`. */
export type DashboardRouter = (
  request: IncomingMessage & { baseUrl?: string },
  response: ServerResponse,
  next: (error?: unknown) => void,
) => void;

/** The same folder for the sources and for what is built of them. */
const FILES = fileURLToPath(new URL('../dist/app', import.meta.url));

/**
 * Serves the dashboard: its files, and its page for `/` and for every other GET that accepts HTML, so mount it behind
 * everything else of its path. Its files hold no data and need no token; what the page shows it reads from the API, with the
 * token that is typed into it. It links to itself relative to where it is mounted, which it is told by each request.
 *
 * @throws Error when the package was not built
 */
export function createDashboardRouter({ apiPath }: DashboardRouterOptions = {}): DashboardRouter {
  const built = readPage();
  const files = sirv(FILES, { etag: true, immutable: true, maxAge: YEAR_S, extensions: [] });
  return (request, response, next) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return next();
    if (isFile(request)) return files(request, response, next);
    if (!wantsPage(request)) return next();
    const basePath = pathOf(request.baseUrl ?? '');
    const nonce = randomBytes(16).toString('base64');
    const page = dashboardPage(built, { basePath, apiPath: pathOf(apiPath ?? basePath), nonce });
    response.writeHead(200, {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Length': Buffer.byteLength(page),
      'Cache-Control': 'no-cache',
      'Content-Security-Policy': contentSecurityPolicy(nonce),
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Referrer-Policy': 'no-referrer',
      'X-Content-Type-Options': 'nosniff',
      Vary: 'Accept',
    });
    response.end(request.method === 'HEAD' ? undefined : page);
  };
}

const YEAR_S = 365 * 86_400;

function readPage(): string {
  try {
    return readFileSync(`${FILES}/index.html`, 'utf8');
  } catch (cause) {
    throw new Error('The dashboard is not built; run "pnpm build" in the checkout.', { cause });
  }
}

/** The names of built files tell their content, so they may be kept for ever. */
function isFile({ url = '' }: IncomingMessage): boolean {
  return url.startsWith('/assets/');
}

function wantsPage({ url = '', headers }: IncomingMessage): boolean {
  const path = url.split('?', 1)[0];
  return path === '/' || (headers.accept ?? '').includes('text/html');
}

/** One slash in front, so that no request can make it the name of a host, and none behind. */
function pathOf(path: string): string {
  const segments = path.split(SLASHES).filter((segment) => segment !== '');
  return segments.map((segment) => `/${segment}`).join('');
}

const SLASHES = /[/\\]/;
