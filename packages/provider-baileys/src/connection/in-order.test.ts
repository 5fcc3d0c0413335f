import { EventEmitter } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { containRejections } from './contain-rejections.ts';
import { inOrder } from './in-order.ts';

/** An emitter with a listener that notes what it is given and waits until the test lets it go on. */
function setUp(mayGoOn: () => boolean = () => true) {
  const emitter = new EventEmitter();
  const seen: string[] = [];
  const gates = new Map<string, PromiseWithResolvers<void>>();
  const gate = (name: string) => {
    const known = gates.get(name) ?? Promise.withResolvers<void>();
    gates.set(name, known);
    return known;
  };
  const take = async (name: string) => {
    seen.push(`${name} begins`);
    await gate(name).promise;
    seen.push(`${name} ends`);
  };
  emitter.on('a', (name: string): unknown => take(name));
  inOrder<string>(emitter, 'a', { prepare: (name) => name.toLowerCase(), mayGoOn });
  return { emitter, seen, gate };
}

describe('inOrder', () => {
  it('gives a listener the next emission when it is done with the one before', async () => {
    const { emitter, seen, gate } = setUp();
    emitter.emit('a', 'SLOW');
    emitter.emit('a', 'QUICK');
    gate('quick').resolve();
    await nextTurn();
    expect(seen).toEqual(['slow begins']);
    gate('slow').resolve();
    await nextTurn();
    expect(seen).toEqual(['slow begins', 'slow ends', 'quick begins', 'quick ends']);
  });

  it('goes on after a rejection, which is still handed over', async () => {
    const { emitter, seen, gate } = setUp();
    const rejections: unknown[] = [];
    containRejections(emitter, (_event, error) => void rejections.push(error));
    emitter.emit('a', 'BAD');
    emitter.emit('a', 'GOOD');
    gate('bad').reject(new Error('lost'));
    gate('good').resolve();
    await nextTurn();
    expect(seen).toEqual(['bad begins', 'good begins', 'good ends']);
    expect(rejections).toEqual([new Error('lost')]);
  });

  it('hands on nothing any more when it may not', async () => {
    let isOver = false;
    const { emitter, seen, gate } = setUp(() => !isOver);
    emitter.emit('a', 'FIRST');
    emitter.emit('a', 'SECOND');
    await nextTurn();
    isOver = true;
    gate('first').resolve();
    await nextTurn();
    expect(seen).toEqual(['first begins', 'first ends']);
  });

  it('lets others have their turn while many emissions wait', async () => {
    const { emitter, seen, gate } = setUp();
    for (let index = 0; index < 30; index += 1) {
      gate(`m${index}`).resolve();
      emitter.emit('a', `M${index}`);
    }
    await nextTurn();
    expect(seen.length).toBeLessThan(60);
    for (let turn = 0; turn < 5; turn += 1) await nextTurn();
    expect(seen).toHaveLength(60);
  });

  it('leaves other events alone', () => {
    const emitter = new EventEmitter();
    let count = 0;
    emitter.on('b', () => {
      count += 1;
    });
    inOrder(emitter, 'a', { prepare: (value) => value, mayGoOn: () => true });
    emitter.emit('b');
    expect(count).toBe(1);
  });
});
