import { describe, expect, it } from 'vitest';
import { judge, type Sample, type Trend } from './judge.ts';

const EMITTERS: Trend = [100, 109];

const flat: Sample = { heap: 1_000, listeners: 10, descriptors: 20 };
const samples = (at: (index: number) => Partial<Sample>) =>
  Array.from({ length: 20 }, (_, index) => ({ ...flat, ...at(index) }));

describe('judge', () => {
  it('finds nothing in figures that stay as they are, or grow while it gets warm', () => {
    expect(
      judge(
        samples(() => ({})),
        EMITTERS,
        0.05,
      ),
    ).toMatchObject({ heap: [1_000, 1_000], heapGrowth: 0, grown: [] });
    expect(
      judge(
        samples((index) => (index < 5 ? { heap: 100 } : {})),
        EMITTERS,
        0.05,
      ).grown,
    ).toEqual([]);
  });

  it.each<[keyof Sample, (index: number) => Partial<Sample>]>([
    ['heap', (index) => ({ heap: 1_000 + index * 10 })],
    ['listeners', (index) => ({ listeners: index < 15 ? 10 : 11 })],
    ['descriptors', (index) => ({ descriptors: 20 + Math.floor(index / 4) })],
  ])('finds what grows: %s', (figure, at) => {
    expect(judge(samples(at), EMITTERS, 0.05).grown).toEqual([figure]);
  });

  it('finds that there are more and more emitters', () => {
    expect(
      judge(
        samples(() => ({})),
        [100, 111],
        0.05,
      ).grown,
    ).toEqual(['emitters']);
  });

  it('is not misled by a single peak', () => {
    expect(
      judge(
        samples((index) => (index === 18 ? { heap: 5_000 } : {})),
        EMITTERS,
        0.05,
      ).grown,
    ).toEqual([]);
  });
});
