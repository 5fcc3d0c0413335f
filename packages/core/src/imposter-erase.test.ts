import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createFakeChatProvider, settled } from '@chat-imposter/testing';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ChatProvider } from './contracts/chat-provider.ts';
import { ImposterError } from './contracts/errors.ts';
import { ANN, document, setUp, setUpLinked } from './test-support/bot.ts';
import { cleanUp, messageFrom, setUpLogged } from './test-support/logged-bot.ts';

const ALL = { limit: 100, since: 0 };
const BOB = { identifier: 'bob@fake', alternateIdentifiers: ['bob@lid'], pushName: 'Bob the canary' };
const MOVIES = {
  kind: 'group',
  identifier: 'movies@g',
  savedName: 'Movies',
  alternateIdentifiers: [],
} as const;
const inGroups = {
  chat_provider_config: { provider_name: 'fakeChat', provider_config: { allow_group_messages: true } },
};
const UNKNOWN = { code: 'unknown_contact' };

afterEach(cleanUp);

/** All that a folder holds, as one text. */
function textsIn(folder: string): string {
  return readdirSync(folder, { recursive: true, encoding: 'utf8', withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => `${name}\n${readFileSync(join(parentPath, name), 'utf8')}`)
    .join('\n');
}

describe('Erasing a contact', () => {
  it('leaves nothing of its chat, whether it was said or is queued', async () => {
    const { account, imposter, store, llm, named } = await setUpLinked();
    llm.answerWith(() => 'a canary answer');
    await account.says(ANN, 'a canary question');
    await settled();
    await account.says(BOB, 'another canary');
    const sentId = account.sent[0]?.messageId ?? '';
    await imposter.erase('yahav', ANN);
    expect(await store.messages.conversation('yahav', ANN, ALL)).toEqual([]);
    expect(await store.turns.sentText('yahav', sentId)).toBeNull();
    expect((await store.messages.chats('yahav')).map(({ identifier }) => identifier)).toEqual(['bob@fake']);
    expect([...(await imposter.context('yahav')).keys()]).not.toContain(ANN);
    await imposter.erase('yahav', 'bob@lid');
    expect((await imposter.queue('yahav')).size).toBe(0);
    expect(await store.messages.chats('yahav')).toEqual([]);
    await expect(imposter.erase('yahav', ANN)).rejects.toMatchObject(UNKNOWN);
    // Of what was erased, and of nothing else.
    expect(named('erasure')).toEqual([
      { userId: 'yahav', correspondentId: ANN },
      { userId: 'yahav', correspondentId: 'bob@fake' },
    ]);
  });

  it('ends what is thought about it, and takes what it writes later as of somebody new', async () => {
    const { account, imposter, named, llm } = await setUpLinked();
    const thought = Promise.withResolvers<string>();
    llm.answerWith(() => thought.promise);
    await account.says(ANN, 'a canary question');
    await settled();
    await imposter.erase('yahav', ANN);
    thought.resolve('a canary answer');
    await settled();
    expect(account.sent).toEqual([]);
    llm.answerWith(() => 'hello, stranger');
    await account.says(ANN, 'hello');
    await settled();
    expect(account.sent.map(({ text }) => text)).toEqual(['hello, stranger']);
    expect(named('message').map(({ message }) => (message as { id: number }).id)).toEqual([1, 1]);
    expect(JSON.stringify(llm.requests.at(-1))).not.toContain('canary');
  });

  it('does not let what could not be stored of its old messages befall new ones, whose ids begin anew', async () => {
    const { account, imposter, store, llm } = await setUpLinked({ queue_config: { max_messages: 1 } });
    llm.answerWith(() => new Promise(() => {}));
    await account.says(ANN, 'a canary question');
    vi.spyOn(store.messages, 'settle').mockRejectedValueOnce(new ImposterError('store_unavailable', 'Away.'));
    await account.says(ANN, 'another, which evicts it').catch(() => undefined);
    await settled();
    await imposter.erase('yahav', ANN);
    await account.says(ANN, 'hello');
    await account.says(BOB, 'lets what is left be stored');
    await settled();
    const queued = await store.messages.queue('yahav');
    expect(queued.map(({ id, content }) => [id, content])).toContainEqual([1, 'hello']);
  });

  it('takes what a person wrote out of groups, of which the model is asked again', async () => {
    const { account, imposter, store, llm } = await setUpLinked(inGroups);
    llm.answerWith(() => new Promise(() => {}));
    await account.says(MOVIES, 'a canary', { sender: BOB });
    await account.says(MOVIES, 'harmless', { sender: { identifier: 'dan@fake', alternateIdentifiers: [] } });
    await settled();
    expect(JSON.stringify(llm.requests.at(-1))).toContain('canary');
    await imposter.erase('yahav', 'bob@lid');
    await settled();
    expect(JSON.stringify(llm.requests.at(-1))).toContain('harmless');
    expect(JSON.stringify(llm.requests.at(-1))).not.toContain('anary');
    const queued = JSON.stringify(await store.messages.queue('yahav'));
    expect(queued).toContain('harmless');
    expect(queued).not.toContain('anary');
  });

  it('takes it out of the conversation logs, rotated ones too', async () => {
    const { account, imposter, folder } = await setUpLogged();
    await account.deliver([
      messageFrom({ kind: 'direct', ...BOB }, { content: 'a canary' }),
      messageFrom(MOVIES, { content: 'another canary', sender: BOB }),
      messageFrom(MOVIES, { content: 'harmless (bob@fake)]' }),
      messageFrom({ kind: 'direct', identifier: ANN, alternateIdentifiers: [] }, { content: 'from Ann' }),
    ]);
    await settled();
    await imposter.erase('yahav', BOB.identifier);
    await account.deliver([messageFrom(MOVIES, { content: 'later' })]);
    await imposter.close();
    const left = textsIn(folder);
    expect(left).not.toContain('canary');
    expect(left).not.toContain('yahav_bob');
    // Each is in the log of all and in that of its chat.
    for (const text of ['harmless', 'from Ann', 'later']) expect(left.split(`::: ${text}`)).toHaveLength(3);
  });

  it('does so for a bot that does not run', async () => {
    const { account, imposter, store } = await setUpLinked();
    await account.says(BOB, 'a canary');
    await imposter.stop('yahav');
    await imposter.erase('yahav', BOB.identifier);
    expect(await store.messages.chats('yahav')).toEqual([]);
    expect(await store.messages.queue('yahav')).toEqual([]);
    await imposter.reload('yahav');
    expect((await imposter.queue('yahav')).size).toBe(0);
  });

  it('lets the provider forget its names, whether the bot runs or not', async () => {
    const forgotten: string[] = [];
    const chat = createFakeChatProvider();
    const forgetful: ChatProvider = {
      ...chat,
      forget: async (_credentials, ids) => void forgotten.push(`provider ${ids.join()}`),
      open: (context) =>
        Object.assign(chat.open(context as Parameters<typeof chat.open>[0]), {
          forget: async (ids: readonly string[]) => void forgotten.push(`session ${ids.join()}`),
        }),
    };
    const { imposter } = setUp({ chat: [forgetful] });
    await imposter.start(document());
    await chat.account('yahav').scan();
    await chat.account('yahav').says(BOB, 'hello');
    await imposter.erase('yahav', BOB.identifier);
    await chat.account('yahav').says(BOB, 'hello again');
    await imposter.stop('yahav');
    await imposter.erase('yahav', BOB.identifier);
    expect(forgotten).toEqual(['session bob@fake,bob@lid', 'provider bob@fake,bob@lid']);
  });

  it('refuses a contact that nothing is known of, and a bot that there is not', async () => {
    const { imposter } = await setUpLinked();
    await expect(imposter.erase('yahav', 'nobody@fake')).rejects.toMatchObject(UNKNOWN);
    await expect(imposter.erase('nobody', ANN)).rejects.toMatchObject({ code: 'unknown_bot' });
  });
});
