import { describe, expect, it } from 'vitest';
import { node } from './nodes.ts';
import { StanzaQueue } from './stanza-queue.ts';

const from = 'ann';
const message = (id: string, sender = from) => node('message', { from: sender, id });

describe('StanzaQueue', () => {
  it('forgets the confirmed stanza and keeps the order of the others', () => {
    const queue = new StanzaQueue();
    for (const id of ['1', '2', '3']) queue.add(message(id));
    expect(queue.confirm({ tag: 'message', from, id: '2' })).toBe(true);
    expect(queue.waiting).toEqual([message('1'), message('3')]);
  });

  it('forgets one of several deliveries of an id with each confirmation', () => {
    const queue = new StanzaQueue();
    queue.add(message('1'));
    queue.add(message('1'));
    queue.confirm({ tag: 'message', from, id: '1' });
    expect(queue.waiting).toHaveLength(1);
    queue.confirm({ tag: 'message', from, id: '1' });
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
    expect(queue.confirm({ tag, from: sender, id })).toBe(false);
    expect(queue.waiting).toHaveLength(1);
  });

  it('tells the messages of two participants of a group apart that have the same id', () => {
    const queue = new StanzaQueue();
    const written = ['ann', 'bob'].map((participant) =>
      node('message', { from: 'group', id: '1', participant }),
    );
    for (const stanza of written) queue.add(stanza);
    expect(queue.confirm({ tag: 'message', from: 'group', id: '1', participant: 'bob' })).toBe(true);
    expect(queue.waiting).toEqual([written[0]]);
    expect(queue.confirm({ tag: 'message', from: 'group', id: '1' })).toBe(false);
  });

  it('counts what waits by its kind', () => {
    const queue = new StanzaQueue();
    queue.add(message('1'));
    queue.add(node('message', { from, id: '2', category: 'peer' }));
    queue.add(node('receipt', { from, id: '3' }));
    queue.add(node('notification', { from, id: '4' }));
    queue.confirm({ tag: 'message', from, id: '2' });
    const kinds = ['message', 'peer', 'receipt', 'notification'] as const;
    expect(kinds.map((kind) => queue.count(kind))).toEqual([1, 0, 1, 1]);
  });

  it('lets who goes through it see what is added meanwhile, and not what is confirmed meanwhile', () => {
    const queue = new StanzaQueue();
    for (const id of ['1', '2', '3']) queue.add(message(id));
    const seen: (string | undefined)[] = [];
    for (const { attrs } of queue) {
      seen.push(attrs.id);
      if (attrs.id === '1') queue.confirm({ tag: 'message', from, id: '2' });
      if (attrs.id === '3') queue.add(message('4'));
    }
    expect(seen).toEqual(['1', '3', '4']);
  });
});
