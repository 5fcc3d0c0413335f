/**
 * What retention needs.
 *
 * - `chats.forgotten_id` and `chats.forgotten_time` are the counters of the newest message of the chat that is deleted; the
 *   newest messages that are left tell no less. The time is null while none is.
 * - `messages.list` is 3 for those that are reduced; their `place` is `latest_time`.
 * - `turns_over` leads to the oldest of the turns that are over.
 */
export const SCHEMA_2 = `
ALTER TABLE chats ADD COLUMN forgotten_id INTEGER NOT NULL DEFAULT 0;
ALTER TABLE chats ADD COLUMN forgotten_time REAL;
CREATE INDEX turns_over ON turns (planned_time) WHERE is_open = 0;
`;
