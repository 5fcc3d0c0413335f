import { describe, expect, it } from 'vitest';
import { LIMITS, Workload } from './workload.ts';

const COUNT = 11_000;

describe('Workload', () => {
  const workload = new Workload(COUNT);
  const messages = Array.from({ length: COUNT }, (_, id) => workload.message(id));

  it('is the same each time', () => {
    expect(workload.message(8)).toEqual({
      id: 8,
      contact: '15550000008',
      text: '#8 me sister aske?',
      isAnswered: true,
    });
  });

  it('has texts of 12 to 420 characters behind their number', () => {
    const lengths = messages.map(({ id, text }) => text.length - `#${id} `.length);
    expect([Math.min(...lengths), Math.max(...lengths)]).toEqual([12, 420]);
  });

  it('has one message of a stranger after ten of contacts', () => {
    const strangers = messages.filter(({ isAnswered }) => !isAnswered);
    expect(strangers).toHaveLength(COUNT / 11);
    expect(strangers.some(({ contact }) => workload.contacts.includes(contact))).toBe(false);
  });

  it('lets no contact write again before 900 others did', () => {
    const answered = messages.filter(({ isAnswered }) => isAnswered).map(({ contact }) => contact);
    for (let from = 0; from + 1000 <= answered.length; from += 500) {
      expect(new Set(answered.slice(from, from + 1000)).size).toBe(1000);
    }
  });

  it('expects a first message alone, and later as much as the limits allow', () => {
    const [first] = messages;
    const own = Math.min(first?.text.length ?? 0, LIMITS.max_characters_single_message);
    expect(workload.expected(0)).toEqual({ messages: 1, characters: own });
    const later = messages.slice(-1000).filter(({ isAnswered }) => isAnswered);
    const contexts = later.map(({ id }) => workload.expected(id));
    expect(Math.max(...contexts.map((context) => context.messages))).toBe(LIMITS.max_messages);
    expect(Math.max(...contexts.map(({ characters }) => characters))).toBeLessThanOrEqual(1000);
    expect(Math.min(...contexts.map(({ characters }) => characters))).toBeGreaterThan(300);
  });
});
