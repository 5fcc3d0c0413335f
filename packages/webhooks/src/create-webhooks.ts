import { lookup } from 'node:dns';
import type { Imposter } from '@chat-imposter/core';
import { OpenWebhooks } from './open-webhooks.ts';
import type { Webhooks } from './webhooks.ts';
import type { WebhooksOptions } from './webhooks-options.ts';

/**
 * Tells other programs over HTTP what happens to the bots of an imposter. What waits is kept in memory: it is lost when the
 * process dies; otherwise each event is delivered or becomes a dead letter. No message of a bot waits for a target.
 * @throws TypeError that says what to do when a target is not in order; RangeError for a `timeoutMs` or `maxQueued` below 1
 */
export function createWebhooks(imposter: Pick<Imposter, 'on'>, options: WebhooksOptions): Webhooks {
  return new OpenWebhooks(imposter, options, lookup);
}
