import { settled } from '@chat-imposter/testing';
import { describe, expect, it } from 'vitest';
import type { Period } from './contracts/tracking-store.ts';
import type { Imposter } from './imposter.ts';
import { ANN, document, setUp, setUpLinked } from './test-support/bot.ts';

const TRACKED = [{ groupIdentifier: 'movies@g', displayName: 'Movies', cronTrackingSchedule: '* * * * *' }];
const MOVIES = {
  kind: 'group',
  identifier: 'movies@g',
  savedName: 'Movies',
  alternateIdentifiers: [],
} as const;

async function periodsOf(imposter: Imposter): Promise<Period[]> {
  const periods: Period[] = [];
  for await (const period of imposter.periods('yahav', 'movies@g')) periods.push(period);
  return periods;
}

describe('imposter.deleteConfiguration', () => {
  it('ends the link, and leaves nothing of the bot but its periods', async () => {
    const { account, imposter, store, clock, named } = await setUpLinked({
      periodic_group_tracking: TRACKED,
    });
    await account.says(ANN, 'hello');
    await account.says(MOVIES, 'in the group');
    await clock.advance(61_000);
    const before = await periodsOf(imposter);
    await imposter.deleteConfiguration('Yahav');
    expect(account.isLinked).toBe(false);
    expect(named('removal')).toEqual([{ userId: 'yahav' }]);
    await expect(imposter.status('yahav')).rejects.toMatchObject({ code: 'unknown_bot' });
    expect(await imposter.configuredUserIds()).toEqual([]);
    expect(await store.messages.chats('yahav')).toEqual([]);
    expect(await store.messages.queue('yahav')).toEqual([]);
    expect(await store.turns.open('yahav')).toEqual([]);
    const secret = await store.credentials('yahav', 'core').get(['message-id-secret']);
    expect(secret).toEqual(new Map());
    expect(before).toMatchObject([{ messages: [{ content: 'in the group' }] }]);
    expect(await periodsOf(imposter)).toEqual(before);
    await clock.advance(600_000);
    expect(await imposter.trackedGroups('yahav')).toHaveLength(1);
  });

  it('makes room for a new bot of that id, which knows nothing of the old one', async () => {
    const { account, imposter, chat } = await setUpLinked();
    await account.says(ANN, 'hello');
    await settled();
    await imposter.deleteConfiguration('yahav');
    await imposter.start(document());
    const again = chat.account('yahav');
    await again.scan();
    const { messages } = await imposter.conversation('yahav', ANN).catch(() => ({ messages: [] }));
    expect(messages).toEqual([]);
    await again.says(ANN, 'new');
    await settled();
    const page = await imposter.conversation('yahav', ANN);
    expect(page.messages.map(({ id, content }) => [id, content])).toEqual([
      [null, 'echo: new'],
      [1, 'new'],
    ]);
  });

  it('works on a bot that does not validate, or whose provider is gone', async () => {
    const { imposter, store } = setUp();
    await store.open();
    await store.configurations.save('old', {
      user_id: 'old',
      chat_provider_config: { provider_name: 'gone' },
    });
    await imposter.deleteConfiguration('old');
    expect(await imposter.configuredUserIds()).toEqual([]);
    await expect(imposter.deleteConfiguration('old')).rejects.toMatchObject({ code: 'unknown_bot' });
  });

  it('touches no other bot', async () => {
    const { account, imposter, chat } = await setUpLinked();
    await imposter.start(document({ user_id: 'other' }));
    await chat.account('other').scan();
    await chat.account('other').says('stranger@fake', 'hello');
    await account.says('stranger@fake', 'hello');
    await imposter.deleteConfiguration('yahav');
    expect((await imposter.status('other')).status).toBe('connected');
    expect([...(await imposter.queue('other')).keys()]).toEqual(['stranger@fake']);
  });
});

describe('A save over a revision', () => {
  it('is refused when somebody else has saved meanwhile', async () => {
    const { imposter } = setUp();
    await imposter.saveConfiguration(document(), { ifRevision: null });
    const { revision } = await imposter.configurationWithRevision('yahav');
    await imposter.saveConfiguration(document({ respond_to_whitelist: ['Noa'] }), { ifRevision: revision });
    for (const ifRevision of [revision, null]) {
      const late = imposter.saveConfiguration(document(), { ifRevision });
      await expect(late).rejects.toMatchObject({ code: 'revision_conflict' });
    }
    const started = imposter.start(document(), { ifRevision: revision });
    await expect(started).rejects.toMatchObject({ code: 'revision_conflict' });
    expect((await imposter.configuration('yahav')).respond_to_whitelist).toEqual(['Noa']);
    expect((await imposter.status('yahav')).status).toBe('disconnected');
  });
});
