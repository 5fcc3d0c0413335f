import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type ApiServer, serveApi } from '../test-support/api-server.ts';
import { CANARY, documentOf } from '../test-support/documents.ts';
import { type Mount, mounts } from '../test-support/mounts.ts';

const MEGABYTE = 1_048_576;
const JSON_TYPE = { 'content-type': 'application/json' };

/** A document of about the given size that the core refuses with 422. */
const documentOfBytes = (bytes: number) => JSON.stringify({ padding: 'x'.repeat(bytes - 14) });

/** The mounts where the API reads bodies by itself. */
const withoutParsers = mounts.filter((mount) => !mount.name.includes('body parsers'));

async function put(api: ApiServer, body: string | Buffer, headers: string[], { path }: Mount) {
  const lines = [`PUT ${path}/chatbot HTTP/1.1`, 'Host: localhost', ...headers, 'Connection: close'];
  return api.raw(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), Buffer.from(body)]));
}

describe.each(mounts)('a body $name', (mount) => {
  it.each([
    ['text/plain', '{}'],
    ['text/plain;application/json', '{}'],
    ['application/x-www-form-urlencoded', 'user_id=ann'],
    ['multipart/form-data; boundary=x', '--x--'],
    ['application/jsonp', '{}'],
    ['application/json+x', '{}'],
  ])('is refused with 415 as %s', async (type, body) => {
    await using api = await serveApi({ mount });
    await api.imposter.saveConfiguration(documentOf('ann'));
    const call = { headers: { 'content-type': type }, body };
    for (const [method, path] of [
      ['PUT', '/chatbot'],
      ['PUT', '/api/configurations/ann'],
      ['DELETE', '/chatbot/ann'],
    ] as const) {
      const { status, json } = await api.call(method, path, call);
      expect([status, json]).toEqual([415, expect.objectContaining({ code: 'unsupported_media_type' })]);
    }
  });

  it('is refused with 415 without a type', async () => {
    await using api = await serveApi({ mount });
    expect((await put(api, '{}', ['Content-Length: 2'], mount)).status).toBe(415);
  });

  it.each([
    'application/json',
    'Application/JSON',
    'application/json; charset=utf-8',
    'application/json;charset="UTF-8"',
  ])('is taken as %s', async (type) => {
    await using api = await serveApi({ mount });
    const call = { headers: { 'content-type': type }, body: JSON.stringify(documentOf('ann')) };
    expect((await api.call('PUT', '/chatbot', call)).status).toBe(200);
  });

  it('may be missing where none is needed, and must not where one is', async () => {
    await using api = await serveApi({ mount });
    const { status, json } = await api.call('PUT', '/chatbot');
    expect([status, json]).toEqual([400, expect.objectContaining({ code: 'malformed_body' })]);
    expect((await api.call('DELETE', '/chatbot/ann')).status).toBe(404);
  });

  it('is refused with 400 when it is nested too deep', async () => {
    await using api = await serveApi({ mount });
    for (const depth of [33, 10_000]) {
      const body = '['.repeat(depth) + ']'.repeat(depth);
      const { status, json } = await api.call('PUT', '/chatbot', { headers: JSON_TYPE, body });
      expect([status, json]).toEqual([400, expect.objectContaining({ code: 'malformed_body' })]);
    }
    const body = '['.repeat(32) + ']'.repeat(32);
    expect((await api.call('PUT', '/chatbot', { headers: JSON_TYPE, body })).status).toBe(422);
  });

  it('cannot reach a prototype', async () => {
    await using api = await serveApi({ mount });
    const body = JSON.stringify(documentOf('ann')).replace('{', '{"__proto__":{"polluted":true},');
    const { status } = await api.call('PUT', '/chatbot', { headers: JSON_TYPE, body });
    expect([status, 'polluted' in {}]).toEqual([400, false]);
  });

  it.each([{ $ne: 1 }, ['ann'], { $where: 'true' }, 1, null, true])(
    'is refused with %j for an id',
    async (userId) => {
      await using api = await serveApi({ mount });
      const body = documentOf('ann', { user_id: userId });
      expect((await api.call('PUT', '/chatbot', { body })).status).toBe(422);
      expect((await api.call('PUT', '/api/configurations/ann', { body })).status).toBe(422);
    },
  );
});

describe.each(withoutParsers)('a body $name, read by the API,', (mount) => {
  it.each(['{', '{"a":1', 'text', "{'a':1}", '{"a":1}x', '\ufeff', '', ' ', 'NaN', '{"a":"\n"}'])(
    'is refused with 400 when it is not JSON: %j',
    async (body) => {
      await using api = await serveApi({ mount });
      const { status, json } = await api.call('PUT', '/chatbot', { headers: JSON_TYPE, body });
      expect([status, json]).toEqual([400, expect.objectContaining({ code: 'malformed_body' })]);
    },
  );

  it('is never quoted', async () => {
    await using api = await serveApi({ mount });
    for (const body of [`{"api_key": "${CANARY}",}`, CANARY, `[${CANARY}]`]) {
      const answer = await api.call('PUT', '/chatbot', { headers: JSON_TYPE, body });
      expect(answer.status).toBe(400);
      expect(answer.text).not.toContain(CANARY.slice(0, 6));
    }
  });

  it('is refused with 400 when it is not UTF-8', async () => {
    await using api = await serveApi({ mount });
    const body = Buffer.from([0x22, 0xff, 0x22]);
    const headers = ['Content-Type: application/json', 'Content-Length: 3'];
    expect((await put(api, body, headers, mount)).status).toBe(400);
  });

  it('is refused with 415 in another character set', async () => {
    await using api = await serveApi({ mount });
    const call = { headers: { 'content-type': 'application/json; charset=utf-16' }, body: '{}' };
    expect((await api.call('PUT', '/chatbot', call)).status).toBe(415);
  });

  it('may have 1 MB and not a byte more', async () => {
    await using api = await serveApi({ mount });
    const just = await api.call('PUT', '/chatbot', { headers: JSON_TYPE, body: documentOfBytes(MEGABYTE) });
    const more = await api.call('PUT', '/chatbot', {
      headers: JSON_TYPE,
      body: documentOfBytes(MEGABYTE + 1),
    });
    expect([just.status, more.status]).toEqual([422, 413]);
    expect(more.json).toMatchObject({ code: 'payload_too_large' });
  });

  it('is refused with 413 when its length is announced to be too much, before it is sent', async () => {
    await using api = await serveApi({ mount });
    const socket = connectTo(api);
    socket.write(`${headOfPut(mount)}Content-Length: 100000000\r\n\r\n{`);
    const [answer] = await once(socket, 'data');
    expect(String(answer)).toMatch(/^HTTP\/1.1 413 /);
    socket.destroy();
  });

  it.each(['Transfer-Encoding: chunked', 'Content-Length: 100000000'])(
    'is refused with 413 and cut off when it does not come to an end, with %s',
    async (header) => {
      await using api = await serveApi({ mount });
      const socket = connectTo(api);
      const closed = new Promise((resolve) => socket.once('close', resolve).once('error', () => {}));
      const answered = once(socket, 'data');
      socket.write(`${headOfPut(mount)}${header}\r\n\r\n`);
      const plain = Buffer.alloc(0x10000, '[');
      const chunk = Buffer.concat([Buffer.from('10000\r\n'), plain, Buffer.from('\r\n')]);
      const piece = header.startsWith('Transfer') ? chunk : plain;
      let sent = 0;
      while (sent < 90 * MEGABYTE && socket.writable) {
        sent += piece.length;
        if (!socket.write(piece)) await Promise.race([closed, new Promise((on) => socket.once('drain', on))]);
      }
      expect(String(await answered)).toMatch(/^HTTP\/1.1 413 /);
      expect(sent).toBeLessThan(40 * MEGABYTE);
      await closed;
    },
  );

  it('that nobody reads does not keep the connection from being used again', async () => {
    await using api = await serveApi({ mount });
    const socket = connectTo(api);
    const received = text(socket);
    const foreign = headOfPut(mount).replace('localhost', 'evil.tld');
    socket.write(`${foreign}Content-Length: 2000000\r\n\r\n`);
    socket.write(Buffer.alloc(2_000_000, '['));
    socket.write(`GET ${mount.path}/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
    expect((await received).match(/HTTP\/1.1 \d+/g)).toEqual(['HTTP/1.1 421', 'HTTP/1.1 200']);
  });

  it('is answered nothing when it is cut short, and harms nobody', async () => {
    await using api = await serveApi({ mount });
    const socket = connectTo(api);
    socket.write(`${headOfPut(mount)}Content-Length: 100\r\n\r\n{`);
    await once(socket, 'connect');
    socket.destroy();
    await once(socket, 'close');
    expect((await api.call('GET', '/health')).status).toBe(200);
  });

  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
  ])('may be packed with %s, up to 1 MB when unpacked', async (encoding, pack) => {
    await using api = await serveApi({ mount });
    const send = (plain: string | Buffer) => {
      const packed = pack(plain);
      const lines = [`Content-Encoding: ${encoding}`, `Content-Length: ${packed.length}`];
      return put(api, packed, ['Content-Type: application/json', ...lines], mount);
    };
    expect((await send(JSON.stringify(documentOf('ann')))).status).toBe(200);
    expect((await send(documentOfBytes(MEGABYTE + 1))).status).toBe(413);
    expect((await send(Buffer.alloc(16 * MEGABYTE, ' '))).status).toBe(413);
  });

  it('is refused when it cannot be unpacked', async () => {
    await using api = await serveApi({ mount });
    const headers = { ...JSON_TYPE, 'content-encoding': 'gzip' };
    expect((await api.call('PUT', '/chatbot', { headers, body: '{}' })).status).toBe(400);
    const unknown = { ...JSON_TYPE, 'content-encoding': 'zzz' };
    expect((await api.call('PUT', '/chatbot', { headers: unknown, body: '{}' })).status).toBe(415);
  });
});

function connectTo(api: ApiServer): Socket {
  const [hostname, port] = api.host.split(':');
  return connect(Number(port), hostname);
}

function headOfPut({ path }: Mount): string {
  return `PUT ${path}/chatbot HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n`;
}
