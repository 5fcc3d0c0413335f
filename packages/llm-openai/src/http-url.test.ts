import { describe, expect, it } from 'vitest';
import { parseHttpUrl } from './http-url.ts';

describe('parseHttpUrl', () => {
  it.each([
    ['http://127.0.0.1:11434/v1', 'http://127.0.0.1:11434'],
    ['https://api.openai.com/v1', 'https://api.openai.com'],
    ['HTTPS://Example.com:443', 'https://example.com'],
  ])('reads %s', (text, origin) => {
    expect(parseHttpUrl(text)?.origin).toBe(origin);
  });

  it.each(['', 'api.openai.com', 'ftp://example.com', 'file:///etc/passwd', 'https://me:secret@example.com'])(
    'refuses %j',
    (text) => {
      expect(parseHttpUrl(text)).toBeNull();
    },
  );
});
