import { timingSafeEqual } from 'node:crypto';
import { type Imposter, messageToJson } from '@chat-imposter/core';
import express, { type RequestHandler } from 'express';
import { rateLimit } from 'express-rate-limit';
import helmet from 'helmet';
import { CALLS_PER_MINUTE, sha256, TOKEN } from './access.ts';
import { RUNNING } from './api-cases.ts';

/**
 * The Express app that one writes by hand for the same calls. It asks the imposter the same, and what it answers to a `GET`
 * was put together before the first call.
 */
export async function createBareApp(imposter: Imposter): Promise<express.Express> {
  const status = await statusBody(imposter);
  const queue = await queueBody(imposter);
  const app = express().disable('x-powered-by').disable('etag');
  app.use(secureHeaders, limit, onlyWithToken, express.json({ limit: '1mb' }));
  app.get('/chatbot/:user_id/status', async (request, response) => {
    await imposter.status(request.params.user_id);
    response.json(status);
  });
  app.get('/api/queue/:user_id', async (request, response) => {
    await imposter.queue(request.params.user_id);
    response.json(queue);
  });
  app.put('/api/configurations/:user_id', async (request, response) => {
    const { userId } = await imposter.saveConfiguration(request.body, { checksNewGroups: true });
    response.json({ status: 'success', user_id: userId });
  });
  return app;
}

/** The same headers as the router sends. */
const protect = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: { 'default-src': ["'none'"], 'frame-ancestors': ["'none'"] },
  },
  strictTransportSecurity: false,
});

const secureHeaders: RequestHandler = (request, response, next) => {
  response.setHeader('cache-control', 'no-store');
  protect(request, response, next);
};

const limit = rateLimit({
  windowMs: 60_000,
  limit: CALLS_PER_MINUTE,
  standardHeaders: false,
  legacyHeaders: false,
});

const wanted = sha256(TOKEN);

const onlyWithToken: RequestHandler = (request, response, next) => {
  const token = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1];
  if (token !== undefined && timingSafeEqual(sha256(token), wanted)) next();
  else response.status(401).json({ detail: 'The token is not one that is let in.' });
};

async function statusBody(imposter: Imposter): Promise<object> {
  const { userId, status, authenticated, mode, since } = await imposter.status(RUNNING);
  return { user_id: userId, status, authenticated, mode, since };
}

async function queueBody(imposter: Imposter): Promise<object> {
  const queue = await imposter.queue(RUNNING);
  return Object.fromEntries([...queue].map(([contact, messages]) => [contact, messages.map(messageToJson)]));
}
