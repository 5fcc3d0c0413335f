import type { Decision, OutgoingPart, Turn } from '@chat-imposter/core';

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
    ...overrides,
  };
}
