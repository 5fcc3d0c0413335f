import type { CredentialStore } from '@chat-imposter/core';

/** The key of the account's own secrets; every other key is `<type>-<id>`. */
export const CREDENTIALS_KEY = 'creds';

/**
 * Whether the store holds the credentials of a completed link. A link is complete when WhatsApp has signed the
 * device (`account`); `me` alone is also there when a pairing code was asked for and never used.
 * Credentials that cannot be read count as linked: starting the bot then says so, instead of offering a new QR.
 */
export async function isLinked(credentials: CredentialStore): Promise<boolean> {
  const text = (await credentials.get([CREDENTIALS_KEY])).get(CREDENTIALS_KEY);
  if (text === undefined) return false;
  try {
    const document: unknown = JSON.parse(text);
    if (typeof document !== 'object' || document === null) return true;
    return 'account' in document && Boolean(document.account);
  } catch {
    return true;
  }
}
