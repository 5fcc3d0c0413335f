import type { ConfigurationProblem } from '../contracts/errors.ts';
import type { Party } from '../contracts/message.ts';
import type { UserConfiguration } from './user-configuration.ts';

type TrackedGroups = UserConfiguration['periodic_group_tracking'];

/** A group that a document tracks and the one before it did not. */
export interface NewGroup {
  groupIdentifier: string;
  /** Where it stands in the document. */
  index: number;
}

/**
 * The groups that a document begins to track. Another schedule or name, and what is left out, begins nothing; another
 * identifier does.
 * @param before the document that is stored, whatever it holds
 */
export function newGroups(before: Record<string, unknown> | null, after: TrackedGroups): NewGroup[] {
  const tracked = new Set(identifiersIn(before?.periodic_group_tracking));
  return after.flatMap(({ groupIdentifier }, index) =>
    tracked.has(groupIdentifier) ? [] : [{ groupIdentifier, index }],
  );
}

/** What is wrong with groups that are none of the account's. */
export function unknownGroups(
  groups: readonly NewGroup[],
  account: readonly Party[],
): ConfigurationProblem[] {
  const known = new Set(
    account.flatMap(({ identifier, alternateIdentifiers }) => [identifier, ...alternateIdentifiers]),
  );
  return groups.flatMap(({ groupIdentifier, index }) =>
    known.has(groupIdentifier)
      ? []
      : [
          {
            path: `periodic_group_tracking.${index}.groupIdentifier`,
            message: `the account is in no group "${groupIdentifier}"; list its groups and take an id from there`,
          },
        ],
  );
}

function identifiersIn(groups: unknown): unknown[] {
  if (!Array.isArray(groups)) return [];
  return groups.map((group: unknown) =>
    typeof group === 'object' && group !== null && 'groupIdentifier' in group ? group.groupIdentifier : null,
  );
}
