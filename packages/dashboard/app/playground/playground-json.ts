import type { BotErrorJson } from '../api/api-json.ts';

/** What was said and thought in the playground of a bot. Times are epoch milliseconds. */
export interface PlaygroundJson {
  user_id: string;
  mode: 'fully_functional' | 'collection_only';
  last_error: BotErrorJson | null;
  /** Whether the next message begins anew, with the configuration as it is stored then. */
  is_stale: boolean;
  is_answering: boolean;
  messages: PlaygroundMessageJson[];
  turns: PlaygroundTurnJson[];
}

export interface PlaygroundMessageJson {
  id: string;
  from: 'contact' | 'bot';
  text: string;
  time: number;
}

/** One answer, or why there is none. */
export interface PlaygroundTurnJson {
  turn_id: string;
  stage: 'thinking' | 'decided' | 'answered' | 'failed' | 'silent' | 'skipped' | 'dropped' | 'parked';
  reason: string | null;
  started_time: number;
  duration_ms: number;
  calls: ModelCallJson[];
}

/** A call of the model. */
export interface ModelCallJson {
  messages: { role: 'system' | 'user' | 'assistant'; content: string }[];
  started_time: number;
  duration_ms: number;
  answer: string | null;
  problem: string | null;
  model: string | null;
  usage: {
    input_tokens: number;
    cached_input_tokens: number;
    output_tokens: number;
    reasoning_tokens: number;
  } | null;
}
