import { describe, expect, it } from 'vitest';
import type { ChatSession } from './contracts/chat-provider.ts';
import type { Identity } from './contracts/message.ts';
import { document, setUp, setUpLinked } from './test-support/bot.ts';

const MOVIES: Identity = { identifier: 'g@fake', alternateIdentifiers: [], savedName: 'Movies' };

/** A linked bot on a platform whose way to list groups is another one. */
async function setUpListing(listGroups: ChatSession['listGroups']) {
  const context = setUp();
  const open = context.chat.open.bind(context.chat);
  context.chat.open = (session) => {
    const opened: ChatSession = { ...open(session) };
    delete opened.listGroups;
    return listGroups === undefined ? opened : { ...opened, listGroups };
  };
  await context.imposter.start(document());
  await context.chat.account('yahav').scan();
  return context.imposter;
}

describe('The groups of a bot', () => {
  it('are asked of the platform at each call', async () => {
    const { imposter, account } = await setUpLinked();
    expect(await imposter.groups('yahav')).toEqual([]);
    account.groups = [MOVIES];
    expect(await imposter.groups('yahav')).toEqual([
      { identifier: 'g@fake', displayName: 'Movies', alternateIdentifiers: [] },
    ]);
  });

  it('are asked once for calls at the same time, and again after a failure', async () => {
    const answers = [Promise.withResolvers<Identity[]>(), Promise.withResolvers<Identity[]>()];
    let asked = 0;
    const imposter = await setUpListing(() => answers[asked++]?.promise ?? Promise.resolve([]));
    const first = [imposter.groups('yahav'), imposter.groups('yahav')];
    answers[0]?.reject(new Error('no answer'));
    for (const { status } of await Promise.allSettled(first)) expect(status).toBe('rejected');
    answers[1]?.resolve([MOVIES]);
    expect(await Promise.all([imposter.groups('yahav'), imposter.groups('yahav')])).toHaveLength(2);
    expect(asked).toBe(2);
  });

  it('cannot be told without a connection, of an unknown bot, or by a platform that does not tell', async () => {
    const { imposter } = setUp();
    await imposter.start(document());
    await expect(imposter.groups('yahav')).rejects.toMatchObject({ code: 'not_connected' });
    await expect(imposter.groups('nobody')).rejects.toMatchObject({ code: 'unknown_bot' });
    const mute = await setUpListing(undefined);
    await expect(mute.groups('yahav')).rejects.toMatchObject({ code: 'not_supported' });
  });
});
