import { createHash } from 'node:crypto';
import type { Clock } from '@chat-imposter/core';
import { type BearerOptions, bearer } from '../auth/bearer.ts';

/** A token that is let in. */
export const TOKEN = 'correct-horse-battery-staple-0123456789';

/** The SHA-256 of a text in hex. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Lets {@link TOKEN} in, and one more that nobody uses. */
export function bearerOfTests(clock: Clock): ReturnType<typeof bearer> {
  const tokens: BearerOptions['tokens'] = [
    { name: 'spare', sha256: sha256('another-token-of-32-characters-or-more'), scopes: ['admin'] },
    { name: 'tests', sha256: sha256(TOKEN), scopes: ['admin'] },
  ];
  return bearer({ tokens, clock });
}
