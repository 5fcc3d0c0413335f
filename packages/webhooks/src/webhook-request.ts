import type { CheckedTarget } from './checked-target.ts';
import type { PostedRequest } from './post.ts';
import { signatureOf } from './signature.ts';

/** The request of one try, at `now` (epoch milliseconds), whose time is signed: an old request cannot be sent again. */
export function webhookRequest(
  { url, key }: Pick<CheckedTarget, 'url' | 'key'>,
  { id, body, now }: { id: string; body: string; now: number },
): PostedRequest {
  const timestamp = Math.floor(now / 1_000);
  return {
    url,
    body,
    headers: {
      'content-type': 'application/json',
      'user-agent': 'chat-imposter',
      'webhook-id': id,
      'webhook-timestamp': String(timestamp),
      'webhook-signature': signatureOf({ id, timestamp, body }, key),
    },
  };
}
