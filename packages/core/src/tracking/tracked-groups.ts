import { ImposterError } from '../contracts/errors.ts';
import type { Party } from '../contracts/message.ts';
import type { Store } from '../contracts/store.ts';

/** A group that is tracked or was, as it is shown. */
export interface TrackedGroupView {
  /** The bot, as it is stored. */
  userId: string;
  group: Party;
  /** The cron expression by which its periods end, or ended. */
  schedule: string;
  /** Whether the configuration names it. */
  isTracked: boolean;
}

/**
 * The groups that a stored document names, and those that have periods, ordered by their identifier. A document is not
 * looked at beyond that: it may not validate any more.
 * @throws ImposterError `unknown_bot` when there is neither a configuration nor a period
 */
export async function trackedGroupsOf(
  userId: string,
  store: Pick<Store, 'configurations' | 'tracking'>,
): Promise<{ userId: string; groups: TrackedGroupView[] }> {
  const stored = await store.configurations.get(userId);
  const storedId = stored?.userId ?? userId;
  const kept = await store.tracking.groups(storedId);
  if (stored === null && kept.length === 0)
    throw new ImposterError('unknown_bot', `There is no bot "${userId}".`);
  const views = new Map<string, TrackedGroupView>();
  for (const { group, schedule } of kept) {
    views.set(group.identifier, { userId: storedId, group, schedule, isTracked: false });
  }
  for (const named of namedIn(stored?.document)) {
    views.set(named.group.identifier, { userId: storedId, ...named });
  }
  const groups = [...views].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, view]) => view);
  return { userId: storedId, groups };
}

function namedIn(document: Record<string, unknown> | undefined): Omit<TrackedGroupView, 'userId'>[] {
  const named = document?.periodic_group_tracking;
  if (!Array.isArray(named)) return [];
  return named.flatMap(({ groupIdentifier: identifier, displayName, cronTrackingSchedule: schedule }) =>
    typeof identifier === 'string' && typeof displayName === 'string' && typeof schedule === 'string'
      ? [{ group: { identifier, displayName, alternateIdentifiers: [] }, schedule, isTracked: true }]
      : [],
  );
}
