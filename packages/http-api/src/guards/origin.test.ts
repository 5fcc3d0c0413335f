import { describe, expect, it } from 'vitest';
import { checkOrigin } from './origin.ts';

describe('checkOrigin', () => {
  it.each([
    [{}, null],
    [{ host: ['localhost:8000'] }, null],
    [{ host: ['localhost:8000'], origin: ['http://localhost:8000'] }, null],
    [{ host: ['LOCALHOST:8000'], origin: ['http://localhost:8000'] }, null],
    [{ host: ['bots.example.com'], origin: ['https://bots.example.com'] }, null],
    [{ host: ['bots.example.com:443'], origin: ['https://bots.example.com'] }, null],
    [{ host: ['[::1]:8000'], origin: ['http://[::1]:8000'] }, null],
    [{ host: ['other'], origin: ['http://localhost'] }, 'localhost'],
    [{ host: ['a'], 'sec-fetch-site': ['same-origin'] }, null],
    [{ host: ['a'], 'sec-fetch-site': ['none'] }, null],
  ])('takes %j', (headers, authority) => {
    expect(() => checkOrigin(headers, authority)).not.toThrow();
  });

  it.each([
    [{ host: ['localhost:8000'], origin: ['http://evil.tld'] }, null],
    [{ host: ['localhost:8000'], origin: ['http://localhost:3000'] }, null],
    [{ host: ['localhost:8000'], origin: ['http://localhost'] }, null],
    [{ host: ['localhost:8000'], origin: ['http://127.0.0.1:8000'] }, null],
    [{ host: ['localhost'], origin: ['null'] }, null],
    [{ host: ['localhost'], origin: [''] }, null],
    [{ host: ['localhost'], origin: ['file://localhost'] }, null],
    [{ host: ['localhost'], origin: ['http://localhost', 'http://localhost'] }, null],
    [{ host: ['localhost', 'evil.tld'], origin: ['http://localhost'] }, null],
    [{ host: ['localhost'], origin: ['http://localhost'] }, 'evil.tld'],
    [{ origin: ['http://localhost'] }, null],
    [{ host: ['localhost'], 'sec-fetch-site': ['cross-site'] }, null],
    [{ host: ['localhost'], origin: ['http://localhost'], 'sec-fetch-site': ['Cross-Site'] }, null],
  ])('refuses %j', (headers, authority) => {
    expect(() => checkOrigin(headers, authority)).toThrow(
      expect.objectContaining({ status: 403, code: 'forbidden_origin' }),
    );
  });
});
