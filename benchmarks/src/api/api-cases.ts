import { botDocument } from '../engine/candidates/bot-document.ts';

/** The bot that runs, with ten messages in its queue. */
export const RUNNING = 'bench';
/** The bot that is saved again and again, and never started. */
const SAVED = 'saved';

/** A call that is measured. */
export interface ApiCase {
  method: 'GET' | 'PUT';
  path: string;
  /** JSON; null: no body. */
  body: string | null;
}

/** Who is on the whitelist of the saved bot. */
const CONTACTS = Array.from({ length: 10 }, (_, index) => `1555000${index}000`);

/** What is measured, by the name of the call. */
export const API_CASES = {
  '`GET /chatbot/:user_id/status`': { method: 'GET', path: `/chatbot/${RUNNING}/status`, body: null },
  '`GET /api/queue/:user_id`, 10 messages': { method: 'GET', path: `/api/queue/${RUNNING}`, body: null },
  '`PUT /api/configurations/:user_id`': {
    method: 'PUT',
    path: `/api/configurations/${SAVED}`,
    body: JSON.stringify(botDocument({ userId: SAVED, whitelist: CONTACTS })),
  },
} as const satisfies Record<string, ApiCase>;

/** The name of a call that is measured. */
export type ApiCaseName = keyof typeof API_CASES;
