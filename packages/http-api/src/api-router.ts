import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Imposter } from '@chat-imposter/core';
import helmet from 'helmet';
import { createApi } from './api.ts';
import type { ApiRouterOptions } from './api-router-options.ts';

/** Whether a browser must use HTTPS is for the surrounding program to say: the rule would bind its whole domain. */
const secureHeaders = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: { 'default-src': ["'none'"], 'frame-ancestors': ["'none'"] },
  },
  strictTransportSecurity: false,
});

/** What Express, Connect and everything of their kind take; with Node's own objects it can be called by hand. */
export type ApiRouter = (
  request: IncomingMessage & { body?: unknown; ip?: string | undefined },
  response: ServerResponse,
  next: (error?: unknown) => void,
) => void;

/**
 * Makes the HTTP API of an imposter as a router for an Express app, at whatever path it is mounted, or for a server of
 * `node:http`: `createServer((request, response) => api(request, response, () => response.writeHead(404).end()))`.
 * It answers its own paths (`/chatbot`, `/api`, `/metrics`, `/openapi.json`, `/docs` and all below them, `/health`,
 * `/ready`) and passes on all others. It needs no body parser, and gets along with one. Errors end here: the app's error
 * handlers see none of them.
 * @throws TypeError when `options.auth` is missing, or an option is of the wrong kind.
 */
export function createApiRouter(imposter: Imposter, options: ApiRouterOptions): ApiRouter {
  const api = createApi(imposter, options);
  return (request, response, next) => {
    if (!api.owns(request.url ?? '')) {
      next();
      return;
    }
    secureHeaders(request, response, () => {
      const clientAddress = request.ip ?? request.socket.remoteAddress ?? 'unknown';
      void api.serve({ request, response, clientAddress });
    });
  };
}
