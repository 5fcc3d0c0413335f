import { jidNormalizedUser } from '@whiskeysockets/baileys';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isGroupId, personId, personIds } from './identity.ts';

describe('personId', () => {
  it.each([
    ['15551110001@s.whatsapp.net', '15551110001@s.whatsapp.net'],
    ['15551110001:12@s.whatsapp.net', '15551110001@s.whatsapp.net'],
    ['15551110001:0@s.whatsapp.net', '15551110001@s.whatsapp.net'],
    ['15551110001_1:2@s.whatsapp.net', '15551110001@s.whatsapp.net'],
    ['15551110001@c.us', '15551110001@s.whatsapp.net'],
    ['15551110001:99@hosted', '15551110001@s.whatsapp.net'],
    ['90000000001:2@lid', '90000000001@lid'],
    ['90000000001:99@hosted.lid', '90000000001@lid'],
    ['120363000000000000@g.us', null],
    ['status@broadcast', null],
    ['15551110001@broadcast', null],
    ['120363000000000000@newsletter', null],
    ['867051314767696@bot', null],
    ['13135550002@c.us', null],
    ['13135550002@s.whatsapp.net', null],
    ['Ann', null],
    ['@s.whatsapp.net', null],
    ['1@lid@s.whatsapp.net', null],
    ['', null],
    [undefined, null],
    [null, null],
  ])('takes %j for %j', (id, expected) => {
    expect(personId(id)).toBe(expected);
  });

  it('agrees with Baileys on ordinary ids', () => {
    const device = fc.option(fc.integer({ min: 0, max: 98 }), { nil: undefined });
    fc.assert(
      fc.property(
        fc.bigInt({ min: 2n * 10n ** 10n, max: 10n ** 15n }),
        device,
        fc.constantFrom('s.whatsapp.net', 'lid'),
        (user, number, server) => {
          const id = `${user}${number === undefined ? '' : `:${number}`}@${server}`;
          expect(personId(id)).toBe(jidNormalizedUser(id));
        },
      ),
    );
  });
});

describe('personIds', () => {
  it('gives each id once, the phone-number id first, and leaves out what is no person', () => {
    expect(personIds(['9@lid', '9:3@lid', '1203@g.us', undefined, '1:7@s.whatsapp.net'])).toEqual([
      '1@s.whatsapp.net',
      '9@lid',
    ]);
  });
});

describe('isGroupId', () => {
  it.each([
    ['120363000000000000@g.us', true],
    ['15551110001-1600000000@g.us', true],
    ['15551110001@s.whatsapp.net', false],
    ['', false],
    [undefined, false],
  ])('of %j is %s', (id, expected) => {
    expect(isGroupId(id)).toBe(expected);
  });
});
