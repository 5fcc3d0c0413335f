import { createHash } from 'node:crypto';
import type { CredentialStore, QrCode } from '@chat-imposter/core';

const LINK = 'link';

/** What a bot shows while it is linking: a text, and a PNG of one pixel. */
export const FAKE_QR: QrCode = {
  text: 'fake-qr',
  dataUrl:
    'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==',
};

/** Whether the store holds the credentials of a completed link. */
export async function isLinked(credentials: CredentialStore): Promise<boolean> {
  return (await credentials.get([LINK])).has(LINK);
}

/** Stores the credentials of a completed link: a secret of this bot. */
export async function storeLink(credentials: CredentialStore, userId: string): Promise<void> {
  const secret = createHash('sha256').update(`link of ${userId}`).digest('hex');
  await credentials.set(new Map([[LINK, secret]]));
}
