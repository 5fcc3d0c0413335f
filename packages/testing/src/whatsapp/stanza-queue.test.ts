import { describe, expect, it } from 'vitest';
import { node } from './nodes.ts';
import { StanzaQueue } from './stanza-queue.ts';

const from = 'ann';
const message = (id: string, sender = from) => node('message', { from: sender, id });

describe('StanzaQueue', () => {
  it('forgets the confirmed stanza and keeps the order of the others', () => {
    const queue = new StanzaQueue();
    for (const id of ['1', '2', '3']) queue.add(message(id));
    expect(queue.confirm('message', from, '2')).toBe(true);
    expect(queue.waiting).toEqual([message('1'), message('3')]);
  });

  it('forgets one of several deliveries of an id with each confirmation', () => {
    const queue = new StanzaQueue();
    queue.add(message('1'));
    queue.add(message('1'));
    queue.confirm('message', from, '1');
    expect(queue.waiting).toHaveLength(1);
    queue.confirm('message', from, '1');
    expect(queue.waiting).toHaveLength(0);
  });

  it.each([
    ['another tag', 'receipt', from, '1'],
    ['another sender', 'message', 'bob', '1'],
    ['another id', 'message', from, '2'],
    ['no id', 'message', from, undefined],
  ])('takes no confirmation of %s', (_case, tag, sender, id) => {
    const queue = new StanzaQueue();
    queue.add(message('1'));
    expect(queue.confirm(tag, sender, id)).toBe(false);
    expect(queue.waiting).toHaveLength(1);
  });
});
