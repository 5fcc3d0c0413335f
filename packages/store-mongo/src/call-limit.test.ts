import { MongoNetworkTimeoutError } from 'mongodb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { callLimitOf, withinLimit } from './call-limit.ts';

const LIMITS = { serverSelectionTimeoutMS: 5, connectTimeoutMS: 10, socketTimeoutMS: 20 };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('callLimitOf', () => {
  it('is the sum of the limits of the driver', () => {
    expect(callLimitOf(LIMITS)).toBe(35);
  });

  it.each(['serverSelectionTimeoutMS', 'connectTimeoutMS', 'socketTimeoutMS'])(
    'is no limit when %s is off',
    (name) => {
      expect(callLimitOf({ ...LIMITS, [name]: 0 })).toBeNull();
    },
  );
});

describe('withinLimit', () => {
  it('rejects as a silent server does when the work takes too long, and not before', async () => {
    const outcome = withinLimit(new Promise(() => {}), 35).catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(34);
    expect(vi.getTimerCount()).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(await outcome).toBeInstanceOf(MongoNetworkTimeoutError);
  });

  it.each([35, null])('settles as the work does with the limit %j, and leaves no timer', async (limitMs) => {
    expect(await withinLimit(Promise.resolve('done'), limitMs)).toBe('done');
    await expect(withinLimit(Promise.reject(new Error('no')), limitMs)).rejects.toThrow('no');
    expect(vi.getTimerCount()).toBe(0);
  });
});
