import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mask } from './mask.ts';

describe('mask', () => {
  it.each([
    ['six digits', 'code 123456!', 'code [number]!'],
    ['five digits not', 'code 12345!', 'code 12345!'],
    ['a telephone number', 'call +972 (50) 123-45.67 now', 'call +[number] now'],
    ['a number with a slash', '030/1234567', '[number]'],
    ['digits in bold', '*050*12*34567*', '*[number]*'],
    ['single digits in a row', '1 2 3 4 5 6', '[number]'],
    ['a number over two lines', '050\n123 45', '[number]'],
    ['Arabic digits', '٠٥٠١٢٣٤٥', '[number]'],
    ['fullwidth digits', '１２３　４５６', '[number]'],
    ['digits with invisible characters between', '12\u200b34\u206056', '[number]'],
    ['keycaps', '1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣', '[number]'],
    ['digits in circles', '①②③④⑤⑥', '[number]'],
    ['a time and a price not', 'at 14:05 for 99,50', 'at 14:05 for 99,50'],
    ['an e-mail address', 'write to Ann.Lee+x@Example.co.uk, ok', 'write to [address] ok'],
    ['an e-mail address without a dot', 'root@localhost', '[address]'],
    ['an address in fullwidth', 'ann＠example.com', '[address]'],
    ['an address in a script with combining marks', 'ড়@উদ.com', '[address]'],
    ['an address with an invisible character', 'ann\u200b@exa\u00admple.com', '[address]'],
    ['a name with an at sign not', 'ask @ann (@bob)', 'ask @ann (@bob)'],
    ['a link', 'see https://example.com/a?b=c#d please', 'see [link] please'],
    ['a link in brackets', '(HTTP://example.com)', '[link]'],
    ['another scheme', 'tg://join?invite=x', '[link]'],
    ['www in any case', 'WWW.Example.com', '[link]'],
    ['a domain with a path', 'bit.ly/abc', '[link]'],
    ['a domain with a port', 'example.com:8080/', '[link]'],
    ['a domain in Cyrillic with a path', 'пример.рф/путь', '[link]'],
    ['a domain with a query', 'example.com?x=1', '[link]'],
    ['a domain alone not', 'example.com is down', 'example.com is down'],
    ['and/or not', 'and/or e.g./i.e. 1.5/2', 'and/or e.g./i.e. 1.5/2'],
    ['words not', 'hello\n there ', 'hello\n there '],
  ])('deals with %s', (_, text, masked) => {
    expect(mask(text)).toBe(masked);
  });

  it('leaves no long number, address or link', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        ...Array.from(' \n\t-–.()[]{}+/\u00a0\u200b\u202f@:'),
        'a',
        'http',
        'www.',
        'example.com',
        '://',
        '/x',
      ),
      fc.constantFrom(...Array.from('0123456789٠٥９①')),
      fc.string({ unit: 'grapheme', maxLength: 3 }),
    );
    const seed = Date.now() % 2 ** 31;
    console.log(`seed of the masked texts: ${seed}`);
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const masked = mask(pieces.join(''));
        expect(masked.replace(/[\s\p{Pd}.()[\]{}+/\u200b]/gu, '')).not.toMatch(/\p{Nd}{6}/u);
        expect(masked).not.toMatch(/[\p{L}\p{N}]@[\p{L}\p{N}]/u);
        expect(masked).not.toMatch(/https?:|www\.|:\/\//i);
      }),
      { seed, numRuns: 2_000 },
    );
  });

  it.each([
    ['digits', '1'.repeat(65_536)],
    ['few digits far apart', `1${' '.repeat(13_000)}`.repeat(5)],
    ['digit, letter', '1a'.repeat(32_768)],
    ['digits short of a number', '12345a'.repeat(11_000)],
    ['dots', 'a.'.repeat(32_768)],
    ['a word without end', 'a'.repeat(65_536)],
    ['at signs', '@'.repeat(65_536)],
    ['letters and at the end an at sign', `${'a'.repeat(65_535)}@`],
    ['a domain without end', `a.${'a'.repeat(65_000)}`],
  ])('takes no time to speak of for 64 KB of %s', (_, text) => {
    // Even the square of 64 K steps would take longer than a test may.
    expect(mask(text).length).toBeLessThanOrEqual(text.length);
  });
});
