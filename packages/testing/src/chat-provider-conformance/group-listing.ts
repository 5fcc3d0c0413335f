import { type Identity, ImposterError } from '@chat-imposter/core';
import { expect } from 'vitest';
import type { Check } from '../conformance/check.ts';
import type { ChatSubject } from './chat-subject.ts';
import type { ChatAbility } from './options.ts';
import type { TestedBot } from './tested-bot.ts';

/** ChatSession.listGroups. */
export const groupListingChecks: readonly Check<ChatSubject, ChatAbility>[] = [
  {
    title: 'lists no groups for an account that is in none, and then each with its subject',
    needs: ['group_listing'],
    async run(subject) {
      const bot = await subject.linkedBot();
      expect(await bot.listGroups()).toEqual([]);
      for (const group of ['family', 'friends']) await bot.account.joinsGroup?.(group);
      const listed = await bot.listGroups();
      expect(subjectsOf(listed)).toEqual(['family', 'friends']);
      expect(new Set(listed.map(({ identifier }) => identifier)).size, 'different ids').toBe(2);
    },
  },
  {
    title: 'lists a group under the id of its messages',
    needs: ['group_listing', 'groups'],
    async run(subject) {
      const bot = await subject.linkedBot();
      await bot.account.joinsGroup?.('family');
      await bot.account.writesInGroup?.('family', 'ann', 'to the family');
      const { chat } = await bot.accepts('to the family');
      expect((await bot.listGroups()).map(({ identifier }) => identifier)).toEqual([chat.identifier]);
      await bot.acknowledges();
    },
  },
  {
    title: 'lists a renamed group under its new subject, after a restart too',
    needs: ['group_listing'],
    async run(subject) {
      const bot = await subject.linkedBot();
      await bot.account.joinsGroup?.('family');
      const before = await bot.listGroups();
      await bot.account.renamesGroup?.('family', 'relatives');
      const after = await bot.listGroups();
      expect(subjectsOf(after)).toEqual(['relatives']);
      expect(after[0]?.identifier).toBe(before[0]?.identifier);
      const next = await subject.restart(bot);
      expect(subjectsOf(await next.listGroups())).toEqual(['relatives']);
    },
  },
  {
    title:
      'lists groups only when connected: not before the start, nor when the platform is away, nor after the stop',
    needs: ['group_listing'],
    async run(subject) {
      const bot = await subject.linkedBot();
      await bot.account.joinsGroup?.('family');
      const before = bot.reports.length;
      bot.account.goDown();
      await bot.hasReported('connecting', before);
      await failsWith('not_connected', bot, 'while the platform is away');
      const away = bot.reports.length;
      await bot.account.comeUp();
      await bot.hasReported('connected', away);
      expect(subjectsOf(await bot.listGroups())).toEqual(['family']);
      const next = await subject.reopen(bot);
      await failsWith('not_connected', bot, 'after the stop');
      await failsWith('not_connected', next, 'before the start');
    },
  },
  {
    title: 'does not take it for an empty list when the platform does not tell the groups',
    needs: ['group_listing', 'untold_groups'],
    async run(subject) {
      const bot = await subject.linkedBot();
      await bot.account.joinsGroup?.('family');
      bot.account.keepGroupsUntold?.(true);
      await failsWith('upstream_timeout', bot, 'without an answer');
      bot.account.keepGroupsUntold?.(false);
      expect(subjectsOf(await bot.listGroups())).toEqual(['family']);
    },
  },
];

function subjectsOf(groups: readonly Identity[]): string[] {
  return groups.map(({ savedName }) => savedName ?? 'no subject').sort((a, b) => (a < b ? -1 : 1));
}

async function failsWith(code: ImposterError['code'], bot: TestedBot, when: string): Promise<void> {
  const outcome: unknown = await bot.listGroups().catch((error: unknown) => error);
  expect(ImposterError.is(outcome) ? outcome.code : outcome, when).toBe(code);
}
