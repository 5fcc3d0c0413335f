import type { IncomingMessage, MessageReference } from '@chat-imposter/core';
import { expect } from 'vitest';
import type { Check } from '../conformance/check.ts';
import { manyTurns } from '../conformance/event-loop.ts';
import type { ChatSubject } from './chat-subject.ts';
import type { ChatAbility, WrittenMessage } from './options.ts';
import type { TestedBot } from './tested-bot.ts';

const CHANGED = 'other words, I mean';

/** What a writer may do to a message afterwards. */
interface RevisionKind {
  ability: 'edits' | 'deletions';
  /** With its article. */
  name: string;
  /** The writer does it. */
  revise(bot: TestedBot, message: WrittenMessage): Promise<WrittenMessage | undefined>;
  /** Resolves when it was taken so often. */
  takes(bot: TestedBot, count: number): Promise<void>;
  taken(bot: TestedBot): readonly MessageReference[];
  /** What is told beside the reference. */
  told: object;
}

const EDIT: RevisionKind = {
  ability: 'edits',
  name: 'an edit',
  revise: async (bot, message) => bot.account.edits?.(message, CHANGED),
  takes: (bot, count) => bot.takesRevisions(count, 0),
  taken: (bot) => bot.edits,
  told: { content: CHANGED },
};

const DELETION: RevisionKind = {
  ability: 'deletions',
  name: 'a deletion',
  revise: async (bot, message) => bot.account.deletes?.(message),
  takes: (bot, count) => bot.takesRevisions(0, count),
  taken: (bot) => bot.deletions,
  told: {},
};

/** What was told names the original by all that makes it unique, once. */
function expectOnce(told: readonly MessageReference[], original: IncomingMessage): void {
  expect(told.map(({ providerMessageId }) => providerMessageId)).toEqual([original.providerMessageId]);
  const [reference] = told;
  expect(reference?.chat.kind, 'the kind of the chat').toBe(original.chat.kind);
  expect(reference?.chat.identifier, 'the chat').toBe(original.chat.identifier);
  expect(reference?.sender.identifier, 'the writer').toBe(original.sender.identifier);
  expect(reference?.source, 'whether the owner or a contact wrote').toBe(original.source);
}

/** A message of Ann that the bot has. */
async function wordsOfAnn(bot: TestedBot): Promise<{ written: WrittenMessage; original: IncomingMessage }> {
  const written = await bot.account.writes('ann', 'precious words');
  const original = await bot.accepts('precious words');
  await bot.acknowledges();
  return { written, original };
}

function checksOf(kind: RevisionKind): Check<ChatSubject, ChatAbility>[] {
  const { ability, name, told } = kind;
  return [
    {
      title: `tells ${name} once, with the reference of the original, and not as a message`,
      needs: [ability],
      async run(subject) {
        const bot = await subject.linkedBot();
        const { written, original } = await wordsOfAnn(bot);
        await kind.revise(bot, written);
        await kind.takes(bot, 1);
        await bot.acknowledges();
        await bot.chatWith('bob');
        expectOnce(kind.taken(bot), original);
        expect(kind.taken(bot)[0]).toMatchObject(told);
        expect(bot.revisionsOffered, 'times that it was told').toBe(1);
        expect(bot.accepted.map(({ content }) => content)).toEqual(['precious words', 'bob begins to write']);
      },
    },
    {
      title: `tells ${name} by the owner from one by the contact`,
      needs: [ability],
      async run(subject) {
        const bot = await subject.linkedBot();
        const written = await bot.account.ownerWrites('ann', 'written by hand');
        const original = await bot.accepts('written by hand');
        await kind.revise(bot, written);
        await kind.takes(bot, 1);
        expect(original.source).toBe('user_outgoing');
        expectOnce(kind.taken(bot), original);
      },
    },
    {
      title: `names group and member of ${name} in a group`,
      needs: [ability, 'groups'],
      async run(subject) {
        const bot = await subject.linkedBot();
        const written = await bot.account.writesInGroup?.('movies', 'ann', 'hello all');
        const original = await bot.accepts('hello all');
        if (written) await kind.revise(bot, written);
        await kind.takes(bot, 1);
        expectOnce(kind.taken(bot), original);
      },
    },
    {
      title: `acknowledges ${name} when it was taken, not before`,
      needs: [ability],
      async run(subject) {
        const bot = await subject.linkedBot();
        const { written } = await wordsOfAnn(bot);
        const release = bot.holdAcceptance();
        const revision = await kind.revise(bot, written);
        await bot.offersRevisions(1);
        await manyTurns();
        expect(bot.account.unacknowledged).toEqual([revision?.messageId]);
        release();
        await bot.acknowledges();
        expect(kind.taken(bot)).toHaveLength(1);
      },
    },
    {
      title: `tells ${name} again that was not taken, until it is, and then no more`,
      needs: [ability],
      async run(subject) {
        const bot = await subject.linkedBot();
        const { written, original } = await wordsOfAnn(bot);
        bot.refuse(1);
        await kind.revise(bot, written);
        await bot.offersRevisions(1);
        await bot.account.redeliver();
        await kind.takes(bot, 1);
        await bot.acknowledges();
        await bot.chatWith('bob');
        expectOnce(kind.taken(bot), original);
        expect(kind.taken(bot)[0]).toMatchObject(told);
        expect(bot.revisionsOffered, 'times that it was told').toBe(2);
      },
    },
  ];
}

/** ChatEvents.edited and ChatEvents.deleted. */
export const revisingChecks: readonly Check<ChatSubject, ChatAbility>[] = [
  ...checksOf(EDIT),
  ...checksOf(DELETION),
];
