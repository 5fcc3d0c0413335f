import { isPrivateName, isPublicAddress, literalAddress } from './address.ts';
import { type WebhookEventKind, webhookEventKinds } from './event-kinds.ts';
import type { Reach } from './reach.ts';
import { secretKey } from './signature.ts';
import type { WebhookTarget } from './webhooks-options.ts';

/** A target whose parts are in order. */
export interface CheckedTarget {
  url: URL;
  /** The bytes of its secret. */
  key: Buffer;
  kinds: ReadonlySet<WebhookEventKind>;
  /** Folded ids; null for all bots. */
  bots: ReadonlySet<string> | null;
  includesTexts: boolean;
  reach: Reach;
}

const SHORTEST_SECRET = 16;

/**
 * Checks a target; `number` says in messages which one it is.
 * @throws TypeError that says what to do; never with the secret in it, nor with a URL that may hold one
 */
export function checkedTarget(
  target: WebhookTarget,
  { number, allowPrivateAddresses }: { number: number; allowPrivateAddresses: boolean },
): CheckedTarget {
  const refuse = (message: string): never => {
    throw new TypeError(`createWebhooks: target ${number}: ${message}`);
  };
  const { url, reach } = checkedUrl(target.url, allowPrivateAddresses, refuse);
  return {
    url,
    key: checkedKey(target.secret, refuse),
    kinds: checkedKinds(target.events, refuse),
    bots: target.bots === undefined ? null : new Set(target.bots.map(folded)),
    includesTexts: target.includesTexts ?? false,
    reach,
  };
}

/** Whether a target is to be told of this. */
export function wants({ kinds, bots }: CheckedTarget, kind: WebhookEventKind, userId: string): boolean {
  return kinds.has(kind) && (bots === null || bots.has(folded(userId)));
}

type Refuse = (message: string) => never;

function checkedUrl(
  text: string,
  allowPrivateAddresses: boolean,
  refuse: Refuse,
): { url: URL; reach: Reach } {
  const url = URL.canParse(text)
    ? new URL(text)
    : refuse('its url is none; give one like https://example.com/hook.');
  if (url.username !== '' || url.password !== '')
    refuse(
      'its url holds a user name or a password, which is not sent; the signature proves who we are. Leave it out.',
    );
  const address = literalAddress(url.hostname);
  const isNear = address === null ? isPrivateName(url.hostname) : !isPublicAddress(address);
  if (url.protocol === 'http:') {
    if (allowPrivateAddresses && isNear) return { url, reach: 'private' };
    return refuse(
      'its url is not https. Use https; http is for private addresses only, together with allowPrivateAddresses.',
    );
  }
  if (url.protocol !== 'https:') refuse('its url is not https.');
  if (allowPrivateAddresses) return { url, reach: 'any' };
  if (address !== null && isNear)
    refuse('its url has a private address. Set allowPrivateAddresses if that is meant.');
  return { url, reach: 'public' };
}

function checkedKey(secret: string, refuse: Refuse): Buffer {
  if (typeof secret !== 'string' || secret.replace(/^whsec_/, '').length < SHORTEST_SECRET)
    refuse(`its secret needs at least ${SHORTEST_SECRET} characters; make one with: openssl rand -hex 32`);
  try {
    return secretKey(secret);
  } catch (error) {
    return refuse(`its secret is none: ${error instanceof Error ? error.message : ''}`);
  }
}

function checkedKinds(events: readonly WebhookEventKind[], refuse: Refuse): ReadonlySet<WebhookEventKind> {
  const known: readonly string[] = webhookEventKinds;
  // Programs without types may leave it out.
  if (!Array.isArray(events) || events.length === 0)
    refuse(`its events are missing. There are: ${known.join(', ')}.`);
  const unknown = events.filter((kind) => !known.includes(kind));
  if (unknown.length > 0)
    refuse(`there are no events "${unknown.join('", "')}". There are: ${known.join(', ')}.`);
  return new Set(events);
}

/** Ids of bots are one whether in upper or lower case. */
function folded(userId: string): string {
  return userId.toLowerCase();
}
