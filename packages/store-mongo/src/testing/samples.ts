import type { TrackedGroup, TrackedMessage } from '@chat-imposter/core';

/** A group as it is tracked from the instant 0 on. */
export function trackedGroup(identifier = 'family'): TrackedGroup & { windowStart: number } {
  return {
    group: { identifier, displayName: identifier, alternateIdentifiers: [] },
    schedule: '0 * * * *',
    windowStart: 0,
  };
}

/** A message of a tracked group, told by its content, which is its id too. */
export function trackedMessage(content: string, acceptedTime: number): TrackedMessage {
  const sender = { identifier: 'ann', displayName: 'ann', alternateIdentifiers: [] };
  return { sender, content, acceptedTime, originatingTime: null, providerMessageId: content };
}
