import type { Imposter } from '@chat-imposter/core';
import { type NextFunction, type Request, type Response, Router } from 'express';
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

/**
 * Makes the HTTP API of an imposter as a router for an Express app, at whatever path it is mounted.
 * It answers its own paths (`/chatbot`, `/api`, `/metrics`, `/openapi.json`, `/docs` and all below them, `/health`)
 * and passes on all others. It needs no body parser, and gets along with one. Errors end here: the app's error
 * handlers see none of them.
 * @throws TypeError when `options.auth` is missing, or an entry of `allowedHosts` is not a host name.
 */
export function createApiRouter(imposter: Imposter, options: ApiRouterOptions): Router {
  const api = createApi(imposter, options);
  const router = Router();
  router.use((request: Request, _response: Response, next: NextFunction) => {
    next(api.owns(request.url) ? undefined : 'router');
  });
  router.use(secureHeaders);
  router.use(async (request: Request, response: Response) => {
    const clientAddress = request.ip ?? request.socket.remoteAddress ?? 'unknown';
    await api.serve({ request, response, clientAddress });
  });
  return router;
}
