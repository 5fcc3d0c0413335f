import type { Chat } from '@chat-imposter/core';

/** The columns that tell how a chat was last seen. */
export type SeenChat = [
  kind: Chat['kind'],
  alternateIdentifiers: string,
  savedName: string | null,
  pushName: string | null,
];

/** The columns of a chat. */
export type ChatRow = [
  chatNumber: number,
  onlyHistory: number,
  forgottenId: number,
  forgottenTime: number,
  ...SeenChat,
];

/** The columns of a chat as it is seen now; a name that is not told this time stays as it was seen before. */
export function toSeen(chat: Chat, before: SeenChat | null): SeenChat {
  return [
    chat.kind,
    JSON.stringify(chat.alternateIdentifiers),
    chat.savedName ?? before?.[2] ?? null,
    chat.pushName ?? before?.[3] ?? null,
  ];
}

/** A chat from its columns. */
export function chatFromSeen(identifier: string, seen: SeenChat): Chat {
  const [kind, alternateIdentifiers, savedName, pushName] = seen;
  return {
    kind,
    identifier,
    alternateIdentifiers: JSON.parse(alternateIdentifiers) as string[],
    ...(savedName === null ? {} : { savedName }),
    ...(pushName === null ? {} : { pushName }),
  };
}
