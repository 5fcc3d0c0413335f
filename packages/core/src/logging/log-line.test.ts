import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Message } from '../contracts/message.ts';
import { contactLogName } from './log-file-name.ts';
import { contactLine, deletionLine, editLine, evictionLine, firehoseLine, mergeLine } from './log-line.ts';

const message: Message = {
  id: 7,
  providerMessageId: 'm',
  content: 'hello',
  quoted: null,
  sender: { identifier: '15551110001@s.whatsapp.net', displayName: 'Ann', alternateIdentifiers: [] },
  source: 'user',
  group: null,
  acceptedTime: Date.UTC(2026, 10, 22, 12, 0, 0, 412),
  originatingTime: Date.UTC(2026, 10, 22, 12),
};

describe('contactLine', () => {
  it('is one line of tags and the text', () => {
    expect(contactLine(message)).toBe(
      '[2026-11-22 12:00:00]::[originating_time=1795348800000]::[accepted_time=1795348800412]::[message_id=7]' +
        '::[sending_user=Ann (15551110001@s.whatsapp.net)]::: hello\n',
    );
  });

  it('names the group, and leaves open what is not known', () => {
    const group = { identifier: '1@g.us', displayName: 'Movies', alternateIdentifiers: [] };
    expect(contactLine({ ...message, id: null, originatingTime: null, group })).toBe(
      '[2026-11-22 12:00:00]::[originating_time=]::[accepted_time=1795348800412]::[message_id=]' +
        '::[sending_user=Ann (15551110001@s.whatsapp.net)]::[group=Movies (1@g.us)]::: hello\n',
    );
  });

  it.each(['\u0000', '\u001b', '\u0085', '\u061c', '\u200f', '\u2028', '\u202e', '\u2066', '\ud800'])(
    'shows the code of a character that does harm: %j',
    (character) => {
      const code = character.charCodeAt(0).toString(16).padStart(4, '0');
      expect(contactLine({ ...message, content: `a${character}b` })).toContain(`::: a\\u${code}b\n`);
    },
  );

  const hostileText = fc.string({
    unit: fc.oneof(
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
      fc.constantFrom('[', ']', '\\', ':', '\n', '\r', '='),
    ),
  });

  it('stays one line whose tags nobody can forge', () => {
    fc.assert(
      fc.property(hostileText, hostileText, (content, displayName) => {
        const line = contactLine({ ...message, content, sender: { ...message.sender, displayName } });
        const plain = contactLine(message);
        const brackets = (text: string) => text.replace(/\\./g, '').replace(/[^[\]]/g, '');
        expect(line.slice(0, -1)).not.toMatch(/[\p{Cc}\p{Cs}\u061c\u2028\u2029\u202a-\u202e\u2066-\u2069]/u);
        expect(brackets(line)).toBe(brackets(plain));
      }),
    );
  });
});

describe('A line and a file name', () => {
  it.each(['a', '\\', '[', ']', '\n', '\u202e', '\ud800', '😀', '_', '.', '%', 'a]::[b=', '\\u202e'])(
    'are made of 50,000 characters: %j',
    (unit) => {
      const text = unit.repeat(50_000 / unit.length);
      const sender = { ...message.sender, identifier: text, displayName: text };
      const name = contactLogName({ providerName: 'p', userId: text, correspondentId: text });
      expect(contactLine({ ...message, content: text, sender, group: sender })).toContain(':::');
      expect(name.length).toBeLessThan(255);
      // What looks at each character again for each takes a minute, and the test times out.
    },
  );
});

describe('firehoseLine', () => {
  it('says of which bot and contact it is', () => {
    const subject = { providerName: 'p', userId: 'yahav', correspondentId: '1@s' };
    expect(firehoseLine(message, subject)).toContain(
      '::[accepted_time=1795348800412]::[provider_name=p]::[user_id=yahav]::[correspondent_id=1@s]::[message_id=7]::',
    );
  });
});

describe('evictionLine', () => {
  it('ends after its last tag', () => {
    const limits = { max_messages: 10, max_characters: 1000, max_days: 1 };
    const eviction = {
      messageId: 3,
      acceptedTime: 5,
      size: 8,
      reason: 'age',
      before: { count: 2, characters: 20 },
      newMessageSize: 4,
      limits,
    } as const;
    expect(evictionLine(eviction, Date.UTC(2026, 10, 22, 12))).toBe(
      '[2026-11-22 12:00:00]::[retention_event_time=1795348800000]::[event_type=EVICT]::[reason=age]' +
        '::[evicted_message_id=3]::[evicted_message_accepted_time=5]::[evicted_message_size=8]' +
        '::[queue_max_messages=10]::[queue_max_chars=1000]::[queue_max_days=1]' +
        '::[current_messages=2]::[current_chars=20]::[new_message_size=4]\n',
    );
  });
});

describe('mergeLine', () => {
  it('says which contact was merged into that of the file, and cannot be forged', () => {
    const now = Date.UTC(2026, 10, 22, 12);
    expect(mergeLine('9000@lid', now)).toBe(
      '[2026-11-22 12:00:00]::[retention_event_time=1795348800000]::[event_type=MERGE]::[from=9000@lid]\n',
    );
    expect(mergeLine('a]\nb', now)).toContain('[from=a\\]\\nb]\n');
  });
});

describe('editLine and deletionLine', () => {
  const now = Date.UTC(2026, 10, 22, 12);

  it('are one line each, with the new text and without any', () => {
    expect(editLine(message, now)).toBe(
      '[2026-11-22 12:00:00]::[retention_event_time=1795348800000]::[event_type=EDIT]::[message_id=7]' +
        '::[sending_user=Ann (15551110001@s.whatsapp.net)]::: hello\n',
    );
    expect(deletionLine(message, now)).toBe(
      '[2026-11-22 12:00:00]::[retention_event_time=1795348800000]::[event_type=DELETE]::[message_id=7]\n',
    );
  });

  it('leave the id open of what never was in the queue', () => {
    expect(editLine({ ...message, id: null }, now)).toContain('::[message_id=]::');
    expect(deletionLine({ ...message, id: null }, now)).toContain('::[message_id=]\n');
  });

  it('cannot be forged by names and texts', () => {
    const hostile = 'x\r\n[2026-11-22 12:00:00]::[event_type=DELETE]::[message_id=7]\u2028';
    const sender = { ...message.sender, displayName: hostile };
    const line = editLine({ ...message, sender, content: hostile }, now);
    expect(line.split(/[\n\r\u2028]/)).toHaveLength(2);
    expect(line.match(/(?<!\\)\[event_type=/g)).toHaveLength(1);
  });
});

describe('contactLogName', () => {
  it.each([
    ['yahav', '1555@s.whatsapp.net', 'p_yahav_1555@s.whatsapp.net.log'],
    ['a_b', 'c', 'p_a%5Fb_c.log'],
    ['a', '../../etc/passwd', 'p_a_%2E.%2F..%2Fetc%2Fpasswd.log'],
  ])('of %s and %s is %s', (userId, correspondentId, name) => {
    expect(contactLogName({ providerName: 'p', userId, correspondentId })).toBe(name);
  });

  it('is another one for every other contact, and always a plain name of bearable length', () => {
    const unit = fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code));
    const part = fc.oneof(
      fc.string({ unit: 'binary', minLength: 1, maxLength: 300 }),
      fc.string({ unit, minLength: 1, maxLength: 300 }),
    );
    const subject = fc.record({ providerName: fc.constant('p'), userId: part, correspondentId: part });
    fc.assert(
      fc.property(subject, subject, (one, other) => {
        const name = contactLogName(one);
        expect(name).toMatch(/^[A-Za-z0-9@.%~_-]+$/);
        expect(name.length).toBeLessThan(200);
        const isSame = one.userId === other.userId && one.correspondentId === other.correspondentId;
        expect(name === contactLogName(other)).toBe(isSame);
      }),
    );
  });

  it('is another one for each of 20,000 contacts that differ in little', () => {
    const seed = Math.floor(Date.now() % 2 ** 31);
    console.log(`seed of the contacts: ${seed}`);
    const unit = fc.constantFrom(
      'a',
      'b',
      '_',
      '.',
      '%',
      '5',
      'F',
      '~',
      'u',
      'é',
      '\ud800',
      '\udc00',
      '\ufffd',
    );
    const part = fc.string({ unit, minLength: 1, maxLength: 6 });
    const contacts = fc.sample(fc.tuple(part, part, part), { numRuns: 20_000, seed });
    const byName = new Map<string, string>();
    for (const [providerName, userId, correspondentId] of contacts) {
      const name = contactLogName({ providerName, userId, correspondentId });
      const contact = JSON.stringify([providerName, userId, correspondentId]);
      expect(byName.get(name) ?? contact).toBe(contact);
      byName.set(name, contact);
    }
    expect(byName.size).toBeGreaterThan(15_000);
  });
});
