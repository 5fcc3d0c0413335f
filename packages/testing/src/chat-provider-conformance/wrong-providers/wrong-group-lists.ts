import type { Identity } from '@chat-imposter/core';
import { session, type WrongProvider } from './wrong-provider.ts';

/** Mistakes with the groups of an account. */
export const wrongGroupLists: readonly WrongProvider[] = [
  {
    mistake: 'lists groups without their subjects',
    foundBy: 'lists no groups for an account that is in none, and then each with its subject',
    complaint: /family/,
    spoil: session(({ listGroups }) => ({
      listGroups: async () =>
        (await listGroups()).map(({ identifier }) => ({ identifier, alternateIdentifiers: [] })),
    })),
  },
  {
    mistake: 'has two ids for a group',
    foundBy: 'lists a group under the id of its messages',
    complaint: /family@fake/,
    spoil: session(({ listGroups }) => ({
      listGroups: async () =>
        (await listGroups()).map((group) => ({ ...group, identifier: `group:${group.identifier}` })),
    })),
  },
  {
    mistake: 'lists the groups of the first time for ever',
    foundBy: 'lists a renamed group under its new subject, after a restart too',
    complaint: /relatives/,
    spoil: session(({ listGroups }) => {
      let first: Promise<readonly Identity[]> | null = null;
      return {
        listGroups: () => {
          first ??= listGroups();
          return first;
        },
      };
    }),
  },
  {
    mistake: 'lists no groups when it is not connected',
    foundBy:
      'lists groups only when connected: not before the start, nor when the platform is away, nor after the stop',
    complaint: /while the platform is away/,
    spoil: session(emptyOnFailure),
  },
  {
    mistake: 'lists no groups when the platform does not answer',
    foundBy: 'does not take it for an empty list when the platform does not tell the groups',
    complaint: /without an answer/,
    spoil: session(emptyOnFailure),
  },
];

function emptyOnFailure({ listGroups }: { listGroups: () => Promise<readonly Identity[]> }) {
  return { listGroups: () => listGroups().catch((): Identity[] => []) };
}
