import type { ConversationMessageJson, MessageJson, UsageJson } from '../api/api-json.ts';

/** An entry of `GET api/contacts/:user_id`. */
/** The answer of `GET api/conversations/:user_id/:contact_id`, newest first. */
export interface ConversationPageJson {
  correspondent_id: string;
  messages: ConversationMessageJson[];
  next: string | null;
}

/** What has become of a message. */
export type VerdictName =
  | 'pending'
  | 'answered'
  | 'silent'
  | 'owner'
  | 'collected'
  | 'evicted'
  | 'cleared'
  | 'skipped'
  | 'parked';

/** An entry of `GET api/decisions/:user_id`. */
export interface DecisionJson {
  correspondent_id: string;
  verdict: VerdictName;
  reason: string | null;
  message: MessageJson;
}

/** The answer of `GET api/decisions/:user_id`, newest first. */
export interface DecisionPageJson {
  decisions: DecisionJson[];
  next: string | null;
}

/** The answer of `GET api/queue/:user_id`, by contact. */
export type QueueJson = Record<string, MessageJson[]>;

/** A message of the next request to the language model. */
export interface ContextMessageJson {
  role: 'system' | 'user' | 'assistant';
  content: string;
}

/** The answer of `GET api/context/:user_id`, by contact. */
export type ContextJson = Record<string, ContextMessageJson[]>;

/** What every event about a contact says. */
interface AboutContact {
  user_id: string;
  correspondent_id: string;
  time: number;
}

/** The data of a `message` event. */
export interface MessageEventJson extends AboutContact {
  message: MessageJson;
  state: string;
  reason: string | null;
}

/** The data of `edit` and `deletion` events. */
interface RevisionEventJson extends AboutContact {
  message: MessageJson;
}

/** The data of a `reply` event. */
export interface ReplyEventJson extends AboutContact {
  text: string;
  provider_message_id: string;
}

/** The data of an `eviction` event. */
export interface EvictionEventJson extends AboutContact {
  message_id: number;
  reason: string;
  was_waiting: boolean;
}

/** The data of a `turn` event. */
export interface TurnEventJson extends AboutContact {
  turn_id: string;
  message_ids: readonly number[];
  stage: 'thinking' | 'decided' | 'answered' | 'failed' | 'silent' | 'skipped' | 'dropped' | 'parked';
  reason: string | null;
  parts: number;
  usage: UsageJson | null;
  duration_ms: number;
}

/** The events that Backstage goes by. */
export type BackstageEvent =
  | { kind: 'message'; data: MessageEventJson }
  | { kind: 'edit' | 'deletion'; data: RevisionEventJson }
  | { kind: 'reply'; data: ReplyEventJson }
  | { kind: 'eviction'; data: EvictionEventJson }
  | { kind: 'turn'; data: TurnEventJson }
  | { kind: 'erasure'; data: AboutContact }
  | { kind: 'merge'; data: { user_id: string; from: string; into: string; time: number } };
