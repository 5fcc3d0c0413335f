export { createWebhooks } from './create-webhooks.ts';
export type { DeadLetter, DeadLetterReason } from './dead-letter.ts';
export type { WebhookEventKind } from './event-kinds.ts';
export { webhookEventKinds } from './event-kinds.ts';
export type { WebhookEvent } from './webhook-event.ts';
export type { Webhooks } from './webhooks.ts';
export type { WebhooksOptions, WebhookTarget } from './webhooks-options.ts';
