import { join } from 'node:path';
import type { Imposter } from '@chat-imposter/core';
import { createWebhooks, type WebhookEventKind, type Webhooks } from '@chat-imposter/webhooks';
import type { Logger } from 'pino';
import type { Settings } from './environment.ts';

/**
 * Tells another program over HTTP what happens, if the settings name one; what it does not take is kept in
 * `webhook-dead-letters.jsonl` beside the database.
 * @throws TypeError that says what is wrong with the settings
 */
export function tellOthers(imposter: Imposter, settings: Settings, logger: Logger): Webhooks | null {
  const { webhook, dataDirectory } = settings;
  if (webhook === undefined) return null;
  const { url, secret, events, allowPrivateAddresses } = webhook;
  return createWebhooks(imposter, {
    // Unknown kinds are refused when they are read.
    targets: [{ url, secret, events: events as WebhookEventKind[] }],
    allowPrivateAddresses,
    deadLetterFile: join(dataDirectory, 'webhook-dead-letters.jsonl'),
    logger,
  });
}
