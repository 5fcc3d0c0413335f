import type { RequestListener } from 'node:http';
import compression from 'compression';
import cookieParser from 'cookie-parser';
import express from 'express';
import type { ApiRouter } from '../api-router.ts';

/** One way of putting the router into a program. */
export interface Mount {
  name: string;
  /** Where the API begins. */
  path: string;
  listener(router: ApiRouter): RequestListener;
}

/** What the surrounding program answers where the API does not. */
export const HOST_ANSWER = 'the program around the API';

/** The ways of putting the router into a program. */
export const mounts: readonly Mount[] = [
  {
    name: 'at /',
    path: '',
    listener: (router) => hosted(express().use(router)),
  },
  {
    name: 'under /x/y',
    path: '/x/y',
    listener: (router) => hosted(express().use('/x/y', express.Router().use(router))),
  },
  {
    name: 'in an app with its own body parsers, cookies and compression',
    path: '/x/y',
    listener: (router) => hosted(equipped(express()).use('/x/y', router)),
  },
  {
    name: 'in an app behind a proxy',
    path: '/api-of-bots',
    listener: (router) => hosted(express().set('trust proxy', 1).use('/api-of-bots', router)),
  },
  {
    name: 'on a server of node:http',
    path: '',
    listener: (router) => (request, response) => {
      router(request, response, () => response.end(HOST_ANSWER));
    },
  },
];

function hosted(app: express.Express): express.Express {
  return app.use((_request, response) => {
    response.send(HOST_ANSWER);
  });
}

function equipped(app: express.Express): express.Express {
  return app
    .set('query parser', 'extended')
    .use(compression(), cookieParser())
    .use(express.json({ strict: false }), express.urlencoded({ extended: true }), express.text());
}
