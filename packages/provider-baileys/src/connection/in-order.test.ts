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
  inOrder<string>(emitter, ['a'], { prepare: (name) => name.toLowerCase(), mayGoOn, now: () => 0 });
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

  it.each([
    ['several quick emissions', 3, 4],
    ['a slow one', 16, 1],
  ])('lets others have their turn after %s', async (_what, takesMs, runLength) => {
    const emitter = new EventEmitter();
    let [time, taken] = [0, 0];
    const take = async () => {
      time += takesMs;
      taken += 1;
    };
    emitter.on('a', (): unknown => take());
    inOrder(emitter, ['a'], { mayGoOn: () => true, now: () => time });
    for (let index = 0; index < 12; index += 1) emitter.emit('a', index);
    const inTurn: number[] = [];
    while (taken < 12) {
      const before = taken;
      await nextTurn();
      inTurn.push(taken - before);
    }
    expect(inTurn).toEqual(Array.from({ length: 12 / runLength }, () => runLength));
  });

  it('keeps the order of several events, and all their values', async () => {
    const emitter = new EventEmitter();
    const seen: unknown[] = [];
    const frame = Promise.withResolvers<void>();
    // The promise counts, as that of the asynchronous listeners of Baileys does.
    const listener: (...values: unknown[]) => unknown = (...values) =>
      frame.promise.then(() => void seen.push(...values));
    emitter.on('message', listener);
    emitter.on('close', (...values: unknown[]) => void seen.push(...values));
    inOrder(emitter, ['message', 'close'], { mayGoOn: () => true, now: () => 0 });
    emitter.emit('message', 'frame', true);
    emitter.emit('close', 1000, 'bye');
    await nextTurn();
    expect(seen).toEqual([]);
    frame.resolve();
    await nextTurn();
    expect(seen).toEqual(['frame', true, 1000, 'bye']);
  });

  it('leaves other events alone', () => {
    const emitter = new EventEmitter();
    let count = 0;
    emitter.on('b', () => {
      count += 1;
    });
    inOrder(emitter, ['a'], { mayGoOn: () => true });
    emitter.emit('b');
    expect(count).toBe(1);
  });
});
