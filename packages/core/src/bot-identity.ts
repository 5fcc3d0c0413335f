import type { Identity } from './contracts/message.ts';

/** How the bot appears as a sender. */
export function botIdentity(userId: string): Identity {
  return { identifier: `bot_${userId}`, alternateIdentifiers: [], savedName: `Bot (${userId})` };
}
