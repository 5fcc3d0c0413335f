import { expect } from 'vitest';
import type { Check } from '../conformance/check.ts';
import { createSeededRandom } from '../seeded-random.ts';
import type { ChatSubject } from './chat-subject.ts';

const DIGESTS = 500;

function digests(): string[] {
  const random = createSeededRandom(1);
  return Array.from({ length: DIGESTS }, () => random.hex(16));
}

/** ChatProvider.messageIdFrom */
export const messageIdChecks: readonly Check<ChatSubject, never>[] = [
  {
    title: 'makes the same message id of the same digest, always',
    run({ provider }) {
      const first = digests().map((digest) => provider.messageIdFrom(digest));
      expect(digests().map((digest) => provider.messageIdFrom(digest))).toEqual(first);
    },
  },
  {
    title: 'makes different message ids of different digests',
    run({ provider }) {
      const ids = digests().map((digest) => provider.messageIdFrom(digest));
      expect(new Set(ids).size).toBe(DIGESTS);
    },
  },
  {
    title: 'makes message ids of the shape that the platform has',
    run({ provider, options: { messageIdShape } }) {
      const shape = new RegExp(`^(?:${messageIdShape.source})$`, messageIdShape.flags.replace(/[gy]/g, ''));
      for (const digest of digests()) expect(provider.messageIdFrom(digest)).toMatch(shape);
    },
  },
];
