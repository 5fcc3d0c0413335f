import type { Imposter } from '@chat-imposter/core';
import { bearer, createApiRouter } from '@chat-imposter/http-api';
import express from 'express';
import { CALLS_PER_MINUTE, sha256, TOKEN } from './access.ts';

/** An Express app with the router in it. */
export function createOurApp(imposter: Imposter): express.Express {
  const auth = bearer({
    tokens: [{ name: 'bench', sha256: sha256(TOKEN).toString('hex'), scopes: ['admin'] }],
  });
  const app = express().disable('x-powered-by');
  return app.use(createApiRouter(imposter, { auth, callsPerMinute: CALLS_PER_MINUTE }));
}
