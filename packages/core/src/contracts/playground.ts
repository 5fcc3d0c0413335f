import type { BotError, BotMode } from './bot.ts';
import type { TurnStage } from './events.ts';
import type { LlmRequest, LlmUsage } from './llm-provider.ts';

/**
 * Talks to bots as a contact would, each in a sandbox of its own: with the persona, the limits and the rhythm of the bot, and
 * nothing of what it knows or does. Every method rejects with `unknown_bot` when there is no such configuration.
 */
export interface Playground {
  /** Says something to a bot. Resolves when it has it; the answer comes later. */
  say(userId: string, text: string): Promise<void>;
  /** What was said and thought so far. */
  state(userId: string): Promise<PlaygroundState>;
  /** Forgets all of it. */
  reset(userId: string): Promise<void>;
}

/** What was said and thought in the sandbox of one bot. Times are epoch milliseconds. */
export interface PlaygroundState {
  userId: string;
  /** `collection_only`: it does not answer. */
  mode: BotMode;
  /** Why it does not answer, if something is wrong with its model. */
  lastError: BotError | null;
  /** Whether the configuration was saved since it began: with the next message it begins anew, with what is stored then. */
  isStale: boolean;
  /** Whether an answer is to come. */
  isAnswering: boolean;
  /** The last of them, oldest first. */
  messages: readonly PlaygroundMessage[];
  /** The last of them, oldest first. */
  turns: readonly PlaygroundTurn[];
}

/** Something that was said. */
export interface PlaygroundMessage {
  id: string;
  from: 'contact' | 'bot';
  text: string;
  time: number;
}

/** One answer, or why there is none. */
export interface PlaygroundTurn {
  turnId: string;
  stage: TurnStage;
  /** In a word or a sentence why there is no answer; null otherwise. */
  reason: string | null;
  /** When it was first told of. */
  startedTime: number;
  /** From its plan to what was told of it last, milliseconds. */
  durationMs: number;
  /** What the model was asked, oldest first: again when more was said meanwhile, or after a failure. */
  calls: readonly ModelCall[];
}

/** A call of the model. */
export interface ModelCall {
  request: LlmRequest;
  startedTime: number;
  durationMs: number;
  /** What it said, refusals included; null when it failed. */
  answer: string | null;
  /** Why it failed; null when it did not. */
  problem: string | null;
  /** The model that answered, and what that cost; null when it failed. */
  model: string | null;
  usage: LlmUsage | null;
}
