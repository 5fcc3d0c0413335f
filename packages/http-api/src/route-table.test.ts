import { describe, expect, it } from 'vitest';
import { RouteTable } from './route-table.ts';
import { routes } from './routes.ts';

const table = new RouteTable(routes);

describe('RouteTable.match', () => {
  it.each([
    ['GET', '/health', '/health', []],
    ['HEAD', '/health', '/health', []],
    ['PUT', '/chatbot', '/chatbot', []],
    ['PUT', '/chatbot/', '/chatbot', []],
    ['GET', '/chatbot/ann/status', '/chatbot/:user_id/status', ['ann']],
    ['GET', '/chatbot/status/status', '/chatbot/:user_id/status', ['status']],
    ['GET', '/api/configurations/status', '/api/configurations/status', []],
    ['GET', '/api/configurations/status2', '/api/configurations/:user_id', ['status2']],
    ['PUT', '/api/configurations/status', '/api/configurations/:user_id', ['status']],
    ['GET', '/api/queue/a%2Fb%20c', '/api/queue/:user_id', ['a/b c']],
    ['GET', '/api/queue/..', '/api/queue/:user_id', ['..']],
    ['GET', '/api/queue/%2e%2e', '/api/queue/:user_id', ['..']],
    ['GET', '/api/queue/a%00', '/api/queue/:user_id', ['a\0']],
    ['GET', '/%61pi/queue/ann', '/api/queue/:user_id', ['ann']],
  ])('%s %s is %s', (method, path, pattern, parameters) => {
    const match = table.match(method, path);
    expect([match.route.path, [...match.parameters.values()]]).toEqual([pattern, parameters]);
  });

  it.each([
    ['GET', '/api', 404, 'not_found'],
    ['GET', '/api/queue', 404, 'not_found'],
    ['GET', '/api/queue//', 404, 'not_found'],
    ['GET', '/chatbot//status', 404, 'not_found'],
    ['GET', '/chatbot/../api/queue/ann', 404, 'not_found'],
    ['GET', '/API/queue/ann', 404, 'not_found'],
    ['GET', '/api/queue/%zz', 400, 'malformed_path'],
    ['GET', '/api/queue/%ff', 400, 'malformed_path'],
    ['GET', '/chatbot', 405, 'method_not_allowed'],
    ['PATCH', '/api/queue/ann', 405, 'method_not_allowed'],
    ['get', '/health', 405, 'method_not_allowed'],
  ])('%s %s is %i', (method, path, status, code) => {
    const match = () => table.match(method, path);
    expect(match).toThrow(expect.objectContaining({ status, code }));
  });

  it('names the methods that a path knows', () => {
    const match = () => table.match('POST', '/api/configurations/ann');
    expect(match).toThrow(expect.objectContaining({ headers: { allow: 'GET, HEAD, PUT, DELETE' } }));
  });
});

describe('RouteTable.owns', () => {
  it.each([
    '/chatbot',
    '/chatbot/ann/anything',
    '/api',
    '/api/',
    '/api/%zz',
    '/%61pi/x',
    '/metrics',
    '/openapi.json',
    '/docs/page',
    '/health',
    '/health/',
  ])('%s belongs to the API', (path) => {
    expect(table.owns(path)).toBe(true);
  });

  it.each(['/', '', '*', '//api', '/apis', '/API', '/healthy', '/health/x', '/assets/api', '/%zz'])(
    '%s belongs to the surrounding program',
    (path) => {
      expect(table.owns(path)).toBe(false);
    },
  );
});

describe('RouteTable.isOpen', () => {
  it('is /health and /ready, and nothing else', () => {
    const open = routes.filter((route) => table.isOpen(route.path)).map((route) => route.path);
    expect(open).toEqual(['/health', '/ready']);
  });
});
