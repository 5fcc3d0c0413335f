import { z } from 'zod';

/** A stored record of libsignal 6: all sessions with one device, by their base keys. */
const recordSchema = z.looseObject({
  _sessions: z.record(
    z.string(),
    z.looseObject({ indexInfo: z.looseObject({ used: z.number().nullish(), closed: z.number() }) }),
  ),
});
type SessionRecord = z.output<typeof recordSchema>;

/**
 * The sessions with a device as a phone has them after a message was decrypted. When two devices write to each other
 * for the first time at once, there are two sessions between them. A phone changes only the one that a message belongs
 * to, and answers on that one. libsignal for Node also steps the ratchets of those that it tries in vain
 * (`decryptWithSessions` in its `session_cipher.js`), and goes on with the one that it had: what it sends next may be
 * readable to nobody.
 * @param before the record before the message
 * @param after the record that libsignal stored
 */
export function asPhonesHaveIt(before: unknown, after: unknown): unknown {
  const [old, fresh] = [recordSchema.safeParse(before).data, recordSchema.safeParse(after).data];
  const fitting = old && fresh && lastTried(old, fresh);
  if (!fitting) return after;
  const sessions = Object.entries(fresh._sessions).map(([key, session]) => {
    const kept = key === fitting ? session : (old._sessions[key] ?? session);
    const { closed } = kept.indexInfo;
    return [key, { ...kept, indexInfo: { ...kept.indexInfo, closed: closedSince(key === fitting, closed) } }];
  });
  return { ...fresh, _sessions: Object.fromEntries(sessions) };
}

/** They are tried from the one used last on; each try changes the session, and the one that fits is the last. */
function lastTried(old: SessionRecord, fresh: SessionRecord): string | undefined {
  const usedAt = (key: string) => old._sessions[key]?.indexInfo.used ?? 0;
  return Object.keys(old._sessions)
    .sort((one, other) => usedAt(other) - usedAt(one))
    .findLast((key) => JSON.stringify(old._sessions[key]) !== JSON.stringify(fresh._sessions[key]));
}

/** Minus one stands for the one open session of a record. */
function closedSince(isOpen: boolean, closed: number): number {
  if (isOpen) return -1;
  return closed === -1 ? Date.now() : closed;
}
