import type { ChatProvider } from '@chat-imposter/core';
import { z } from 'zod';
import { Account } from './fake-chat-provider/account.ts';
import type { FakeAccount } from './fake-chat-provider/fake-account.ts';
import { isLinked } from './fake-chat-provider/link.ts';

/** A messaging platform in memory; keeps what the contracts promise and shows what the bot did. */
export interface FakeChatProvider extends ChatProvider<FakeChatConfiguration> {
  /** The account of a bot that was opened. */
  account(userId: string): FakeAccount;
}

const configSchema = z.looseObject({
  allow_group_messages: z.boolean().default(false),
  process_offline_messages: z.boolean().default(false),
  match_push_names: z.boolean().default(false),
  timezone: z.string().optional(),
});

/** The settings of {@link FakeChatProvider}. */
export type FakeChatConfiguration = z.output<typeof configSchema>;

/** Makes a platform; bots are opened on it by an imposter. */
export function createFakeChatProvider(name = 'fakeChat'): FakeChatProvider {
  const accounts = new Map<string, Account>();
  return {
    specVersion: 1,
    name,
    configSchema,
    open(context) {
      const account = accounts.get(context.userId) ?? new Account(context.userId);
      accounts.set(context.userId, account);
      return account.openSession(context);
    },
    isLinked,
    messageIdFrom: (digest) => `FAKE${digest.slice(0, 18).toUpperCase()}`,
    account(userId) {
      const account = accounts.get(userId);
      if (account === undefined) throw new Error(`No bot "${userId}" was opened on the fake platform.`);
      return account;
    },
  };
}
