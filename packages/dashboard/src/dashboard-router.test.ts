import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDashboardRouter } from './dashboard-router.ts';

const HTML = { accept: 'text/html,*/*;q=0.8' };

describe.each(['', '/x/y'])('the dashboard under "%s"', (mount) => {
  const app = express();
  app.use(mount === '' ? '/' : mount, createDashboardRouter());
  app.use((_, response) => void response.status(404).send('the host'));
  const server = app.listen(0, '127.0.0.1');
  let url: string;

  beforeAll(async () => {
    if (!server.listening) await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${mount}`;
  });

  afterAll(() => server.close());

  it.each(['', '/', '/edit/anna', '/bots/anna?x=1'])('gives the page at "%s"', async (path) => {
    const response = await fetch(`${url}${path}`, { headers: HTML });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(await response.text()).toContain(
      `<base href="${mount}/"><meta name="api-path" content="${mount}/">`,
    );
  });

  it('gives each page a nonce of its own, which the policy names', async () => {
    const nonces = new Set<string>();
    for (let count = 0; count < 3; count += 1) {
      const response = await fetch(`${url}/`, { headers: HTML });
      const nonce = /'nonce-([^']+)'/.exec(response.headers.get('content-security-policy') ?? '')?.[1] ?? '';
      const page = await response.text();
      expect(page).toContain(`nonce="${nonce}"`);
      expect(page).not.toContain('{{nonce}}');
      nonces.add(nonce);
    }
    expect(nonces.size).toBe(3);
  });

  it('gives the files that the page names, which may be kept', async () => {
    const page = await (await fetch(`${url}/`, { headers: HTML })).text();
    const files = [...page.matchAll(/(?:src|href)="\.\/(assets\/[^"]+)"/g)].map(([, file]) => file);
    expect(files.length).toBeGreaterThan(1);
    for (const file of files) {
      const response = await fetch(`${url}/${file}`);
      expect(response.status).toBe(200);
      expect(response.headers.get('cache-control')).toBe('public,max-age=31536000,immutable');
    }
  });

  it.each([
    ['a call of a program', '/api/unknown', { accept: 'application/json' }],
    ['a file that there is not', '/assets/none.js', HTML],
    ['a path out of its folder', '/assets/..%2f..%2f..%2fpackage.json', HTML],
  ])('leaves %s to the host', async (_, path, headers) => {
    const response = await fetch(`${url}${path}`, { headers });
    expect(await response.text()).toBe('the host');
  });

  it('leaves what is not a GET to the host', async () => {
    const response = await fetch(`${url}/`, { method: 'POST', headers: HTML });
    expect(response.status).toBe(404);
  });

  it('answers HEAD as GET without the page', async () => {
    const response = await fetch(`${url}/`, { method: 'HEAD', headers: HTML });
    expect(response.status).toBe(200);
    expect(Number(response.headers.get('content-length'))).toBeGreaterThan(500);
  });
});

describe('createDashboardRouter', () => {
  it.each([
    ['/admin/api', '/admin/api/'],
    ['admin/api/', '/admin/api/'],
    ['//evil.example', '/evil.example/'],
  ])('tells the page that the API is at %s', async (apiPath, told) => {
    const app = express().use('/panel', createDashboardRouter({ apiPath }));
    const server = app.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const page = await (await fetch(`http://127.0.0.1:${port}/panel/`, { headers: HTML })).text();
    server.close();
    expect(page).toContain(`<base href="/panel/"><meta name="api-path" content="${told}">`);
  });
});
