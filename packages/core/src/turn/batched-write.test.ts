import { describe, expect, it } from 'vitest';
import { BatchedWrite } from './batched-write.ts';

function setUp(refused: number | null = null) {
  const writes: number[][] = [];
  const batch = new BatchedWrite<number>(async (items) => {
    writes.push([...items]);
    if (refused !== null && items.includes(refused)) throw new Error(`refused ${refused}`);
  });
  return { batch, writes };
}

describe('BatchedWrite', () => {
  it('writes what comes in one round of the event loop at once, in order', async () => {
    const { batch, writes } = setUp();
    await Promise.all([1, 2, 3].map((item) => batch.add(item)));
    await batch.add(4);
    expect(writes).toEqual([[1, 2, 3], [4]]);
  });

  it('lets only the item fail that cannot be written', async () => {
    const { batch } = setUp(2);
    const outcomes = await Promise.allSettled([1, 2, 3].map((item) => batch.add(item)));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('fails once when it is alone', async () => {
    const { batch, writes } = setUp(2);
    await expect(batch.add(2)).rejects.toThrow('refused 2');
    expect(writes).toEqual([[2]]);
  });
});
