import type { Identity } from '@chat-imposter/core';
import { describe, expect, it } from 'vitest';
import { type Acquaintances, Introductions } from './introductions.ts';

function acquaintances(...names: string[]): Acquaintances {
  const untold = new Set(names);
  return {
    untold: (limit) => {
      const some = [...untold].slice(0, limit);
      if (some.length === 0) return null;
      const identities: Identity[] = some.map((identifier) => ({ identifier, alternateIdentifiers: [] }));
      return { identities, told: () => some.forEach((name) => void untold.delete(name)) };
    },
  };
}

describe('Introductions', () => {
  it('tells of everybody once, not all at a time', async () => {
    const told: string[][] = [];
    const people = Array.from({ length: 1_200 }, (_, index) => `person ${index}`);
    const introductions = new Introductions(
      [acquaintances(...people), acquaintances('a group')],
      async (identities) => void told.push(identities.map(({ identifier }) => identifier)),
    );
    expect(introductions.areDue).toBe(true);
    await introductions.make();
    await introductions.make();
    expect(told.flat()).toEqual([...people, 'a group']);
    expect(told.map(({ length }) => length)).toEqual([500, 500, 200, 1]);
    expect(introductions.areDue).toBe(false);
  });

  it('tells again what was not taken', async () => {
    const told: Identity[] = [];
    let failures = 1;
    const introductions = new Introductions([acquaintances('Ann')], async (identities) => {
      if (failures-- > 0) throw new Error('disk full');
      told.push(...identities);
    });
    await expect(introductions.make()).rejects.toThrow('disk full');
    expect(introductions.areDue).toBe(true);
    await introductions.make();
    expect(told).toHaveLength(1);
  });
});
