import { createFakeClock } from '@chat-imposter/testing';
import { describe, expect, it } from 'vitest';
import { allRoutes, callOf, changingRoutes, makeBusy, serveBusy } from '../test-support/every-route.ts';
import { mounts } from '../test-support/mounts.ts';
import { rawRequest } from '../test-support/raw-request.ts';
import { recordingStore } from '../test-support/recording-store.ts';
import { bearerOfTests, TOKEN } from '../test-support/tokens.ts';

/** Header lines that name another host than ours: what a page sends that made its own name point to this machine. */
const foreignHosts = [
  ['Host: evil.tld'],
  ['Host: localhost.evil.tld:8000'],
  ['Host: localhost', 'Host: evil.tld'],
  ['Host: evil.tld', 'X-Forwarded-Host: localhost', 'Forwarded: host=localhost'],
];

describe.each(mounts)('a foreign host $name', (mount) => {
  it('is refused by every route, before anybody is asked who they are, with the right token too', async () => {
    const clock = createFakeClock();
    const recording = recordingStore();
    const imposter = { store: recording.store };
    await using api = await serveBusy({ mount, clock, auth: bearerOfTests(clock), imposter });
    recording.calls.length = 0;
    for (const route of allRoutes) {
      const { method, path } = callOf(route);
      for (const host of foreignHosts) {
        for (const token of [[], [`Authorization: Bearer ${TOKEN}`]]) {
          const { status } = await api.raw(rawRequest(method, path, [...host, ...token]));
          expect([route.id, host, status]).toEqual([route.id, host, 421]);
        }
      }
      const absolute = `${method} http://evil.tld${mount.path}${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`;
      expect([route.id, (await api.raw(absolute)).status]).toEqual([route.id, 421]);
    }
    expect(recording.calls).toEqual([]);
  });
});

const origins = [undefined, 'own', 'http://evil.tld', 'http://localhost:1', 'null'];
const sites = [undefined, 'same-origin', 'none', 'same-site', 'cross-site'];
const types = [
  'application/json',
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
];

/** Every combination of what a browser says of a page, and of what a form of it can send. */
const matrix = origins.flatMap((origin) =>
  sites.flatMap((site) => types.map((type) => ({ origin, site, type }))),
);

describe.each(mounts)('a call that a page makes its visitor send $name', (mount) => {
  it(`does nothing, in none of ${matrix.length} forms for each route that changes something`, async () => {
    const recording = recordingStore();
    await using api = await serveBusy({ mount, imposter: { store: recording.store } });
    let reached = 0;
    for (const route of changingRoutes) {
      for (const { origin, site, type } of matrix) {
        const { method, path, body = {} } = callOf(route);
        const headers = {
          'content-type': type,
          ...(origin && { origin: origin === 'own' ? `http://${api.host}` : origin }),
          ...(site && { 'sec-fetch-site': site }),
        };
        recording.calls.length = 0;
        const { status } = await api.call(method, path, { headers, body: JSON.stringify(body) });
        const isForeign = (origin !== undefined && origin !== 'own') || site === 'cross-site';
        const wanted = isForeign ? 403 : type === types[0] ? 'let in' : 415;
        const found = status === 403 || status === 415 ? status : 'let in';
        expect([route.id, headers, found]).toEqual([route.id, headers, wanted]);
        if (found !== 'let in') expect(recording.calls).toEqual([]);
        else reached += 1;
        if (found === 'let in') await makeBusy(api);
      }
    }
    expect(reached).toBe(changingRoutes.length * 8);
  });
});
