import type { Party } from './contracts/message.ts';
import type { StoredMessage } from './contracts/store.ts';
import type { TrackedMessage } from './contracts/tracking-store.ts';

/** What is left of a message whose time to be kept is over, for all stores alike. */
export function reducedMessage(message: StoredMessage): StoredMessage {
  return {
    ...message,
    content: '',
    quoted: null,
    sender: withoutName(message.sender),
    group: message.group && withoutName(message.group),
    state: 'reduced',
    reason: null,
  };
}

/** What is left of a tracked message whose writer was erased, for all stores alike. It is still recognised. */
export function erasedTracked<Each extends TrackedMessage>(message: Each): Each {
  const { sender } = message;
  return { ...message, content: '', sender: { ...sender, displayName: sender.identifier } };
}

/** A party of which only the id is left. */
function withoutName({ identifier }: Party): Party {
  return { identifier, displayName: identifier, alternateIdentifiers: [] };
}
