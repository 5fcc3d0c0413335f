import type { Decision, ModelUsage, OutgoingPart, Turn } from '@chat-imposter/core';

/** A part that is to be sent. */
export function samplePart(overrides: Partial<OutgoingPart> = {}): OutgoingPart {
  return {
    messageId: 'reply-1',
    text: 'hi there',
    state: 'ready',
    attempts: 0,
    lastError: null,
    ...overrides,
  };
}

/** A planned turn that answers message 1 of the contact `ann`. */
export function sampleTurn(overrides: Partial<Turn> = {}): Turn {
  return {
    turnId: 'turn-1',
    correspondentId: 'ann',
    messageIds: [1],
    state: 'planned',
    attempts: 1,
    plannedTime: 5_000,
    parts: [],
    reason: null,
    usage: null,
    ...overrides,
  };
}

/** The decision of {@link sampleTurn} to send one part. */
export function sampleDecision(overrides: Partial<Decision> = {}): Decision {
  return {
    turnId: 'turn-1',
    correspondentId: 'ann',
    messageIds: [1],
    parts: [samplePart()],
    reason: null,
    usage: null,
    ...overrides,
  };
}

/** What two calls of a model cost. */
export function sampleUsage(overrides: Partial<ModelUsage> = {}): ModelUsage {
  return {
    model: 'model-1',
    inputTokens: 1_200,
    cachedInputTokens: 1_000,
    outputTokens: 30,
    reasoningTokens: 10,
    durationMs: 2_500,
    calls: 2,
    ...overrides,
  };
}
