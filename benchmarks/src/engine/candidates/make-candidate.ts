import { join } from 'node:path';
import type { Store } from '@chat-imposter/core';
import type { ReplyCheck } from '../workload/reply-check.ts';
import { createBareLoop } from './bare-loop.ts';
import type { Candidate } from './candidate.ts';
import { createNullDriver } from './null-driver.ts';

/** What is measured beside what, in the order of the table. */
export const CANDIDATES = ['null', 'bare', 'memory', 'memory, shared', 'durable', 'durable, shared'] as const;

export type CandidateName = (typeof CANDIDATES)[number];

/** Makes a candidate that answers the whitelist and is examined by `check`; a durable one keeps its file in the folder. */
export async function makeCandidate(
  name: CandidateName,
  { whitelist, check, folder }: { whitelist: readonly string[]; check: ReplyCheck; folder: string },
): Promise<Candidate> {
  if (name === 'null') return createNullDriver(check);
  if (name === 'bare') {
    return createBareLoop({
      whitelist,
      model: async (request) => check.answer(request),
      send: async (contact, text) => check.replied(contact, text),
    });
  }
  // The engine would be in the memory of the others.
  const { createOurs } = await import('./ours.ts');
  return createOurs({
    store: await makeStore(name.startsWith('durable') ? 'sqlite' : 'memory', folder),
    whitelist,
    sharedContext: name.endsWith('shared'),
    answer: (request) => check.answer(request),
    sent: (contact, text) => check.replied(contact, text),
    failed: (error) => check.onFailure(error),
  });
}

/** A store of the engine, new and empty. */
export async function makeStore(kind: 'memory' | 'sqlite', folder: string): Promise<Store> {
  if (kind === 'memory') return (await import('@chat-imposter/core')).createMemoryStore();
  return (await import('@chat-imposter/store-sqlite')).createSqliteStore(join(folder, 'imposter.db'));
}
