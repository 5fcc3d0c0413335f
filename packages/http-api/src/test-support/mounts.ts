import type { RequestListener } from 'node:http';
import express, { type Router } from 'express';

/** One way of putting the router into a program. */
export interface Mount {
  name: string;
  /** Where the API begins. */
  path: string;
  listener(router: Router): RequestListener;
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
    listener: (router) => hosted(express().use('/x/y', router)),
  },
  {
    name: 'in an app with its own body parsers',
    path: '/x/y',
    listener: (router) => hosted(withParsers(express()).use('/x/y', router)),
  },
  {
    name: 'in an app behind a proxy',
    path: '/api-of-bots',
    listener: (router) => hosted(express().set('trust proxy', 1).use('/api-of-bots', router)),
  },
  {
    name: 'in no app at all',
    path: '',
    listener: (router) => (request, response) => {
      // Without an app around it, the router adds what it needs to Node's own objects.
      const next = () => response.end(HOST_ANSWER);
      router(request as express.Request, response as express.Response, next);
    },
  },
];

function hosted(app: express.Express): express.Express {
  return app.use((_request, response) => {
    response.send(HOST_ANSWER);
  });
}

function withParsers(app: express.Express): express.Express {
  return app
    .set('query parser', 'extended')
    .use(express.json({ strict: false }), express.urlencoded({ extended: true }), express.text());
}
