import { wrongDescriptions } from './wrong-descriptions.ts';
import { wrongGroupLists } from './wrong-group-lists.ts';
import { wrongHistories } from './wrong-histories.ts';
import { wrongMessages } from './wrong-messages.ts';
import { wrongOwnChats } from './wrong-own-chats.ts';
import type { WrongProvider } from './wrong-provider.ts';
import { wrongRevisions } from './wrong-revisions.ts';
import { wrongSessions } from './wrong-sessions.ts';

/** Mistakes that authors make. */
export const wrongProviders: readonly WrongProvider[] = [
  ...wrongSessions,
  ...wrongMessages,
  ...wrongGroupLists,
  ...wrongHistories,
  ...wrongOwnChats,
  ...wrongRevisions,
  ...wrongDescriptions,
];
