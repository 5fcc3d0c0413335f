import type { CredentialStore } from '@chat-imposter/core';

/** The key of the account's own secrets; every other key is `<type>-<id>`. */
export const CREDENTIALS_KEY = 'creds';

/** The name of the first field of credentials that have a checksum. Those that others wrote have none. */
export const CHECKSUM = 'checksum';

/** Fields that Baileys fills in only once a link is complete, or after it. */
const TRACES_OF_A_LINK = ['platform', 'lastAccountSyncTimestamp', 'myAppStateKeyId'];

/**
 * Whether stored credentials are what an attempt to link left behind: WhatsApp has not signed the device (`account`).
 * `me` alone is also there when a pairing code was asked for and never used. Credentials without an account in which
 * something else speaks of a link are no such thing, but damaged; and so is what has no keys at all.
 */
export function isUnfinished(document: object): boolean {
  const fields: Record<string, unknown> = { ...document };
  if (!('noiseKey' in fields) || fields.account || CHECKSUM in fields) return false;
  const { me, signalIdentities, nextPreKeyId = 1, accountSyncCounter = 0 } = fields;
  const hasLid = typeof me === 'object' && me !== null && 'lid' in me && Boolean(me.lid);
  const hasIdentities = Array.isArray(signalIdentities) && signalIdentities.length > 0;
  const hasWorked = Number(nextPreKeyId) > 1 || Number(accountSyncCounter) > 0;
  return !hasLid && !hasIdentities && !hasWorked && !TRACES_OF_A_LINK.some((name) => fields[name]);
}

/**
 * Whether the store holds the credentials of a completed link.
 * Credentials that cannot be read count as linked: starting the bot then says so, instead of offering a new QR.
 */
export async function isLinked(credentials: CredentialStore): Promise<boolean> {
  const text = (await credentials.get([CREDENTIALS_KEY])).get(CREDENTIALS_KEY);
  if (text === undefined) return false;
  try {
    const document: unknown = JSON.parse(text);
    return typeof document !== 'object' || document === null || !isUnfinished(document);
  } catch {
    return true;
  }
}
