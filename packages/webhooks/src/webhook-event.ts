import type { WebhookEventKind } from './event-kinds.ts';

/** What a target receives, as JSON. */
export interface WebhookEvent {
  /** Names the event: the same at each try, and for each target. */
  id: string;
  kind: WebhookEventKind;
  /** When it happened, epoch milliseconds. */
  time: number;
  /** The bot. */
  user_id: string;
  /** As the HTTP API tells it; see `eventToJson` of core. */
  data: Readonly<Record<string, unknown>>;
}
