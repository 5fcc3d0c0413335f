import { z } from 'zod';

/** The stored form of libsignal's `SessionRecord`: all sessions with one device, by their base keys. */
const recordSchema = z.looseObject({
  _sessions: z.record(
    z.string(),
    z.looseObject({ indexInfo: z.looseObject({ used: z.number().nullish() }) }),
  ),
});
type SessionRecord = z.infer<typeof recordSchema>;

/**
 * Undoes the harm of trying a message on sessions that it does not belong to.
 *
 * libsignal 6 tries the sessions of a record one after the other, the one used last first (`decryptWithSessions` in
 * session_cipher.js). Each trial steps the ratchet of its session before the signature shows that it was the wrong
 * one, and the record is stored with all of them: the sending chain of the session that we use is gone, and the other
 * side cannot read what we send next. It happens whenever a message crosses with the first one of a new session.
 *
 * The session that fitted is the last one that was tried, hence the last one that has changed.
 * @param before the record as it was stored
 * @param after the record as libsignal wants to store it
 * @returns `after`, with every other session as it was before
 */
export function withoutTrials(before: unknown, after: unknown): unknown {
  const [old, fresh] = [recordSchema.safeParse(before).data, recordSchema.safeParse(after).data];
  if (!old || !fresh) return after;
  const changed = inOrderOfTrial(old).filter((key) => !isSame(old._sessions[key], fresh._sessions[key]));
  const harmed = changed.slice(0, -1).filter((key) => key in fresh._sessions);
  const restored = Object.fromEntries(harmed.map((key) => [key, old._sessions[key]]));
  return { ...fresh, _sessions: { ...fresh._sessions, ...restored } };
}

function inOrderOfTrial({ _sessions }: SessionRecord): string[] {
  const usedAt = (key: string) => _sessions[key]?.indexInfo.used ?? 0;
  return Object.keys(_sessions).sort((one, other) => usedAt(other) - usedAt(one));
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
