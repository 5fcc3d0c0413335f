import { describe, expect, it } from 'vitest';
import type { Message } from '../contracts/message.ts';
import { splitReply } from '../turn/reply.ts';
import { clockAt, clockLines } from './clock-line.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const SATURDAY = Date.UTC(2026, 0, 17, 14, 5);

function said(
  acceptedTime: number,
  source: Message['source'] = 'user',
  originatingTime: number | null = null,
) {
  const sender = { identifier: 'ann', displayName: 'Ann', alternateIdentifiers: [] };
  return {
    id: 1,
    providerMessageId: 'x',
    content: '',
    quoted: null,
    group: null,
    sender,
    source,
    acceptedTime,
    originatingTime,
  };
}

describe('clockLines', () => {
  it.each<[string, Message[], (string | null)[]]>([
    ['nothing in front of the first message', [said(SATURDAY)], [null]],
    ['nothing after an hour', [said(SATURDAY), said(SATURDAY + HOUR)], [null, null]],
    ['the clock after more than an hour', [said(SATURDAY), said(SATURDAY + HOUR + 1)], [null, '[Sat 15:05]']],
    [
      'the date when the day changed in the pause',
      [said(SATURDAY), said(SATURDAY + 12 * HOUR)],
      [null, '[Sun 02:05, 18 Jan]'],
    ],
    [
      'the date after exactly a year',
      [said(SATURDAY), said(Date.UTC(2027, 0, 17, 14, 5))],
      [null, '[Sun 14:05, 17 Jan]'],
    ],
    [
      'nothing in front of what the persona says; the line waits',
      [
        said(SATURDAY),
        said(SATURDAY + 2 * HOUR, 'user_outgoing'),
        said(SATURDAY + 2 * HOUR, 'bot'),
        said(SATURDAY + 2 * HOUR + MINUTE),
        said(SATURDAY + 2 * HOUR + 2 * MINUTE),
      ],
      [null, null, null, '[Sat 16:06]', null],
    ],
    [
      'the date when the day changed since the first of several pauses',
      [said(SATURDAY), said(SATURDAY + 20 * HOUR, 'bot'), said(SATURDAY + 22 * HOUR)],
      [null, null, '[Sun 12:05, 18 Jan]'],
    ],
    [
      'the time of the platform where it gave one',
      [said(SATURDAY), said(SATURDAY + 3 * HOUR, 'user', SATURDAY + 2 * HOUR)],
      [null, '[Sat 16:05]'],
    ],
    ['nothing when time goes back', [said(SATURDAY), said(SATURDAY - 3 * HOUR)], [null, null]],
  ])('puts %s', (_, messages, lines) => {
    expect(clockLines(messages, 'UTC')).toEqual(lines);
  });

  it('has lines that are taken off again when the model repeats them', () => {
    for (const line of clockLines([said(0), said(SATURDAY), said(SATURDAY + 2 * HOUR)], 'UTC').slice(1))
      expect(splitReply(`${line} soon`, [])).toEqual(['soon']);
  });
});

describe('clockAt', () => {
  it('has the time of the zone, daylight saving included', () => {
    const summer = Date.UTC(2026, 6, 17, 22, 5);
    expect(clockAt(SATURDAY, null, 'Asia/Jerusalem')).toBe('Sat 16:05');
    expect(clockAt(summer, SATURDAY, 'Asia/Jerusalem')).toBe('Sat 01:05, 18 Jul');
    expect(clockAt(summer, null, 'Asia/Kolkata')).toBe('Sat 03:35');
  });

  it('stays right over more minutes than it remembers', () => {
    for (let minute = 0; minute < 3_000; minute += 1)
      expect(clockAt(SATURDAY + minute * MINUTE, null, 'UTC')).toMatch(
        new RegExp(`:${String((minute + 5) % 60).padStart(2, '0')}$`),
      );
  });

  it('begins a day at 00:00', () => {
    expect(clockAt(Date.UTC(2026, 0, 18), null, 'UTC')).toBe('Sun 00:00');
  });
});
