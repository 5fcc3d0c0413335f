import { keys } from '../api/bots.ts';

/** Names of what Backstage has read of the API. */
export const backstageKeys = {
  conversation: (userId: string, contactId: string) =>
    [...keys.ofBot(userId), 'conversation', contactId] as const,
  queue: (userId: string) => [...keys.ofBot(userId), 'queue'] as const,
  limits: (userId: string) => [...keys.ofBot(userId), 'queue-limits'] as const,
  context: (userId: string) => [...keys.ofBot(userId), 'context'] as const,
  decisions: (userId: string) => [...keys.ofBot(userId), 'decisions'] as const,
  usage: (userId: string, range: string) => [...keys.ofBot(userId), 'usage', range] as const,
  log: (userId: string, contactId: string) => [...keys.ofBot(userId), 'log', contactId] as const,
};
