import type { Check, CheckGroup } from '../conformance/check.ts';
import { configurationChecks } from '../conformance/configuration-checks.ts';
import { acknowledgingChecks } from './acknowledging.ts';
import { ChatSubject } from './chat-subject.ts';
import { groupListingChecks } from './group-listing.ts';
import { historyChecks } from './history.ts';
import { linkingChecks } from './linking.ts';
import { messageIdChecks } from './message-ids.ts';
import type { ChatAbility, ChatProviderConformanceOptions } from './options.ts';
import { ownChatChecks } from './own-chat.ts';
import { receivingChecks } from './receiving.ts';
import { reconnectingChecks } from './reconnecting.ts';
import { revisingChecks } from './revising.ts';
import { refusalChecks, sendingChecks } from './sending.ts';
import { separationChecks } from './separation.ts';
import { stoppingChecks } from './stopping.ts';
import { unlinkingChecks } from './unlinking.ts';

/** A promise of `ChatProvider` or `ChatSession`. */
export type ChatCheck = Check<ChatSubject, ChatAbility>;

/** Every promise that the suite knows. */
export const chatCheckGroups: readonly CheckGroup<ChatSubject, ChatAbility>[] = [
  { name: 'configuration', checks: configurationChecks },
  { name: 'message ids', checks: messageIdChecks },
  { name: 'linking', checks: linkingChecks },
  { name: 'logout', checks: unlinkingChecks },
  { name: 'stop', checks: stoppingChecks },
  { name: 'receiving', checks: receivingChecks },
  { name: 'acknowledging', checks: acknowledgingChecks },
  { name: 'history', checks: historyChecks },
  { name: 'edits and deletions', checks: revisingChecks },
  { name: 'sending', checks: [...sendingChecks, ...refusalChecks] },
  { name: 'listing groups', checks: groupListingChecks },
  { name: 'the own chat', checks: ownChatChecks },
  { name: 'reconnecting', checks: reconnectingChecks },
  { name: 'two bots', checks: separationChecks },
];

/** Tries one promise on a platform of its own; rejects when it, or one that always holds, is broken. */
export async function runChatCheck(check: ChatCheck, options: ChatProviderConformanceOptions): Promise<void> {
  const subject = await ChatSubject.begin(options);
  try {
    await check.run(subject);
    await subject.conclude();
  } finally {
    await subject.end();
  }
}
