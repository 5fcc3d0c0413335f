import type { Chat } from './contracts/message.ts';

/**
 * A chat as it is told now; a name that is not told this time is still known. When nothing is new, that is the chat that
 * was known itself.
 */
export function seenChat(known: Chat | undefined, told: Chat): Chat {
  return known !== undefined && tellsNothingNew(told, known) ? known : { ...known, ...told };
}

function tellsNothingNew(told: Chat, known: Chat): boolean {
  const { alternateIdentifiers: ids } = known;
  return (
    told.kind === known.kind &&
    (told.savedName === undefined || told.savedName === known.savedName) &&
    (told.pushName === undefined || told.pushName === known.pushName) &&
    told.alternateIdentifiers.length === ids.length &&
    told.alternateIdentifiers.every((id, index) => id === ids[index])
  );
}
