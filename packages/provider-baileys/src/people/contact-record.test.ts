import { describe, expect, it } from 'vitest';
import { type ContactRecord, pairedUp } from './contact-record.ts';

const pair = { phone: '1@s.whatsapp.net', lid: '9@lid' };

describe('pairedUp', () => {
  it.each<[string, ContactRecord | undefined, ContactRecord | undefined, ContactRecord[]]>([
    ['makes a record of two unknown ids', undefined, undefined, [pair]],
    [
      'joins what was known of each',
      { phone: pair.phone, savedName: 'Annie', pushName: 'old' },
      { lid: pair.lid, savedName: 'by LID', pushName: 'new' },
      [{ ...pair, savedName: 'Annie', pushName: 'new' }],
    ],
    [
      'takes the names of one for those that the other lacks',
      { phone: pair.phone, pushName: 'Ann' },
      { lid: pair.lid, savedName: 'Annie' },
      [{ ...pair, savedName: 'Annie', pushName: 'Ann' }],
    ],
    [
      'gives a number to whom it belongs now, and leaves their name to whom it belonged',
      { phone: pair.phone, lid: '8@lid', savedName: 'Annie', pushName: 'Ann' },
      undefined,
      [
        { ...pair, savedName: 'Annie' },
        { lid: '8@lid', pushName: 'Ann' },
      ],
    ],
    [
      'follows a person to another number, under which the owner saved nobody',
      undefined,
      { lid: pair.lid, phone: '2@s.whatsapp.net', savedName: 'Annie', pushName: 'Ann' },
      [
        { ...pair, pushName: 'Ann' },
        { phone: '2@s.whatsapp.net', savedName: 'Annie' },
      ],
    ],
  ])('%s', (_what, ofPhone, ofLid, [joined, ...left]) => {
    expect(pairedUp(pair, ofPhone, ofLid)).toEqual([{ ...joined, isUntold: true }, ...left]);
  });
});
