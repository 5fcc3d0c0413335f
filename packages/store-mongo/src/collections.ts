import type { CreateIndexesOptions, IndexSpecification } from 'mongodb';

/** The collections of the database, by what they hold. */
export type CollectionName =
  | 'configurations'
  | 'leases'
  | 'processes'
  | 'requests'
  | 'commit_parts'
  | 'baileys_sessions'
  | 'chats'
  | 'queues'
  | 'messages'
  | 'turns'
  | 'tracked_groups'
  | 'group_tracking_state'
  | 'tracked_group_periods'
  | 'tracked_messages';

/** An index, and what it is for is in the README of this package. */
export type Index = readonly [IndexSpecification, CreateIndexesOptions?];

/** How long the place of a deleted document is kept, in seconds: a write of long ago that comes late finds it taken. */
const GONE_AFTER_S = 7 * 24 * 60 * 60;

/** How long it is kept what processes say to each other, in seconds: nobody waits for it so long. */
const PASSING_S = 60;

const gone: Index = [{ gone: 1 }, { expireAfterSeconds: GONE_AFTER_S }];

/**
 * The indexes of each collection. Only one is unique, because only configurations are written without a head: everything
 * else of a bot is decided by one process at a time. A unique index could but refuse what is decided already.
 */
export const INDEXES: Readonly<Record<CollectionName, readonly Index[]>> = {
  configurations: [
    [{ folded_user_id: 1 }, { unique: true, partialFilterExpression: { folded_user_id: { $exists: true } } }],
    [{ 'config_data.user_id': 1 }],
  ],
  leases: [],
  processes: [[{ time: 1 }, { expireAfterSeconds: PASSING_S }]],
  requests: [[{ owner: 1, isTaken: 1, time: 1 }], [{ time: 1 }, { expireAfterSeconds: PASSING_S }]],
  commit_parts: [[{ user_id: 1 }]],
  baileys_sessions: [[{ session: 1, provider_name: 1 }], gone],
  chats: [[{ user_id: 1, identifier: 1 }], gone],
  queues: [
    [{ user_id: 1, correspondent_id: 1, id: 1 }],
    [{ user_id: 1, correspondent_id: 1, provider_message_id: 1 }],
    gone,
  ],
  messages: [
    [{ chat: 1, provider_message_id: 1 }],
    [
      { chat: 1, in_conversation: 1, time: 1, sequence: 1 },
      { partialFilterExpression: { in_conversation: true } },
    ],
    [{ user_id: 1, state: 1, time: 1 }],
    gone,
  ],
  turns: [
    [{ user_id: 1, is_open: 1 }, { partialFilterExpression: { is_open: true } }],
    [{ user_id: 1, 'parts.message_id': 1 }],
    [{ user_id: 1, state: 1, planned_time: 1 }],
    gone,
  ],
  tracked_groups: [[{ user_id: 1, group_id: 1 }], gone],
  group_tracking_state: [[{ user_id: 1, group_id: 1 }], gone],
  tracked_group_periods: [[{ user_id: 1, tracked_group_unique_identifier: 1, periodEnd: 1 }], gone],
  tracked_messages: [
    [{ user_id: 1, group_id: 1, place: 1, time: 1, sequence: 1 }],
    [{ user_id: 1, group_id: 1, provider_message_id: 1 }],
    gone,
  ],
};
