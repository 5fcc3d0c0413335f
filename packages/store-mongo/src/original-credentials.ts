/** The provider whose secrets the original kept in `baileys_sessions`. */
export const ORIGINAL_PROVIDER = 'whatsAppBaileyes';

/** A secret as the original kept it: `<user>-creds` or `<user>-<type>-<id>`, and JSON, as text or as an object. */
export interface OriginalCredential {
  _id: string;
  value: unknown;
}

/** The types of keys that Baileys has. One that begins like another stands before it. */
const KEY_TYPES = [
  'app-state-sync-key',
  'app-state-sync-version',
  'device-list',
  'identity-key',
  'lid-mapping',
  'pre-key',
  'sender-key-memory',
  'sender-key',
  'session',
  'tctoken',
];

/** A user, and what follows: the account's own secrets, or a type and an id. Users may have hyphens in their ids. */
const FORM = new RegExp(`^(.+)-(creds$|(?:${KEY_TYPES.join('|')})-.+$)`, 's');

/**
 * The key of a secret of exactly this user, which is what follows the user in its `_id`; null when it belongs to another
 * user, whose id begins with this one's, or to nobody. The longest user is meant that leaves a whole key.
 */
export function keyOfOriginal(id: string, userId: string): string | null {
  const [, user, key] = FORM.exec(id) ?? [];
  return user === userId && key !== undefined ? key : null;
}

/** The `_id` under which the original kept a secret; undefined when none can be meant. */
export function originalIdOf(userId: string, key: string): string | undefined {
  const id = `${userId}-${key}`;
  return keyOfOriginal(id, userId) === key ? id : undefined;
}

/** What the original stored, as the text that providers read. */
export function originalValue(value: unknown): string | null {
  if (typeof value === 'string') return value;
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : null;
}
