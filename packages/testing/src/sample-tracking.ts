import type { Party, TrackedGroup, TrackedMessage } from '@chat-imposter/core';

/** A group or a person with nothing but an id, unless told otherwise. */
export function sampleParty(identifier = 'ann', overrides: Partial<Party> = {}): Party {
  return { identifier, displayName: identifier, alternateIdentifiers: [], ...overrides };
}

/** A group as it is tracked from the instant 0 on, unless told otherwise. */
export function sampleTrackedGroup(
  identifier = 'family',
  overrides: Partial<TrackedGroup & { windowStart: number }> = {},
): TrackedGroup & { windowStart: number } {
  return { group: sampleParty(identifier), schedule: '0 * * * *', windowStart: 0, ...overrides };
}

/** A message of a tracked group, told by its content, which is its id too. */
export function sampleTrackedMessage(
  content: string,
  acceptedTime: number,
  overrides: Partial<TrackedMessage> = {},
): TrackedMessage {
  return {
    sender: sampleParty(),
    content,
    acceptedTime,
    originatingTime: null,
    providerMessageId: content,
    ...overrides,
  };
}
