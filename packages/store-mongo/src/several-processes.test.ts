import { createImposter, type Imposter, SendError, type Store } from '@chat-imposter/core';
import {
  createFakeChatProvider,
  createFakeClock,
  createFakeLlmProvider,
  type FakeClock,
  settled,
} from '@chat-imposter/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MongoRig } from './testing/mongo-rig.ts';

const SECOND = 1_000;

/** One of several that share a database and a platform. */
interface Process {
  imposter: Imposter;
  store: Store;
  clock: FakeClock;
}

function document(userId: string) {
  return {
    user_id: userId,
    respond_to_whitelist: ['ann@fake'],
    chat_provider_config: { provider_name: 'fakeChat', provider_config: {} },
    llm_provider_config: { provider_name: 'fakeLlm', provider_config: {} },
    behavior: { profile: 'instant' },
  };
}

describe('several processes on one database', { timeout: 30_000 }, () => {
  let rig: MongoRig;
  let chat: ReturnType<typeof createFakeChatProvider>;
  let processes: Process[];

  beforeEach(async () => {
    rig = await MongoRig.start();
    chat = createFakeChatProvider();
    processes = [];
  });

  afterEach(async () => {
    await Promise.allSettled(processes.map(({ imposter }) => imposter.close()));
    await rig.end();
  });

  async function begin(): Promise<Process> {
    const store = await rig.open();
    const clock = createFakeClock();
    const imposter = createImposter({ chat: [chat], llm: [createFakeLlmProvider()], store, clock });
    const begun = { imposter, store, clock };
    processes.push(begun);
    return begun;
  }

  /** Bots that are linked and run in a process. */
  async function link({ imposter }: Process, count: number): Promise<string[]> {
    const userIds = Array.from({ length: count }, (_, index) => `bot${index}`);
    for (const userId of userIds) {
      await imposter.start(document(userId));
      await chat.account(userId).scan();
    }
    return userIds;
  }

  /** Lets time pass for the server and the given processes; the others are paused, or dead. */
  async function pass(milliseconds: number, alive: readonly Process[] = processes): Promise<void> {
    for (let rest = milliseconds; rest > 0; rest -= SECOND) {
      rig.advance(SECOND);
      await Promise.all(alive.map(({ clock }) => clock.advance(SECOND)));
      // What was begun has been done when the server has answered what was asked after it, a few times over.
      for (let count = 0; count < 8; count += 1) {
        await Promise.all(alive.map(({ store }) => store.configurations.list()));
      }
    }
  }

  async function holders(): Promise<string[]> {
    const found = await rig.documents('leases', { owner: { $ne: null } });
    return found.map(({ owner }) => String(owner));
  }

  function countsOf(owners: readonly string[]): number[] {
    return [...new Set(owners)]
      .map((owner) => owners.filter((each) => each === owner).length)
      .sort((left, right) => left - right);
  }

  it('goes on with its leases for as long as it lives', async () => {
    const one = await begin();
    await link(one, 2);
    await one.imposter.resume();
    const two = await begin();
    const owners = await holders();
    await pass(60 * SECOND, [one]);
    expect(await holders()).toEqual(owners);
    expect(await two.store.leases.acquire('bot0', 'somebody')).toBeNull();
  });

  it('share the bots evenly when another one comes', async () => {
    const one = await begin();
    await link(one, 6);
    await one.imposter.resume();
    const two = await begin();
    await two.imposter.resume();
    await pass(30 * SECOND);
    expect(countsOf(await holders())).toEqual([3, 3]);
    for (let index = 0; index < 6; index += 1) {
      await chat.account(`bot${index}`).says('ann@fake', 'hi');
      await chat.account(`bot${index}`).hears(1);
    }
  });

  it('take over the bots of one that died within 35 seconds', async () => {
    const one = await begin();
    const userIds = await link(one, 4);
    await one.imposter.resume();
    const two = await begin();
    await two.imposter.resume();
    await pass(24 * SECOND);
    expect(countsOf(await holders())).toEqual([2, 2]);
    await pass(35 * SECOND, [two]);
    expect(countsOf(await holders())).toEqual([4]);
    const statuses = await two.imposter.statuses();
    expect(statuses.map(({ userId, status }) => [userId, status])).toEqual(
      userIds.map((userId) => [userId, 'connected']),
    );
  });

  it('do not wait for the leases of one that was closed', async () => {
    const one = await begin();
    await link(one, 2);
    const two = await begin();
    await two.imposter.resume();
    await one.imposter.close();
    await pass(6 * SECOND, [two]);
    const statuses = await two.imposter.statuses();
    expect(statuses.map(({ status }) => status)).toEqual(['connected', 'connected']);
  });

  it('end a bot at once that another one has taken over while this one was paused', async () => {
    const one = await begin();
    await link(one, 1);
    const two = await begin();
    await two.imposter.resume();
    await pass(35 * SECOND, [two]);
    expect((await two.imposter.status('bot0')).status).toBe('connected');
    const before = chat.account('bot0').sent.length;
    await one.clock.advance(35 * SECOND);
    await pass(2 * SECOND);
    expect(await one.imposter.status('bot0')).toMatchObject({
      status: 'disconnected',
      lastError: { code: 'lease_elsewhere' },
    });
    await chat.account('bot0').says('ann@fake', 'hi');
    await chat.account('bot0').hears(before + 1);
    expect(chat.account('bot0').sent).toHaveLength(before + 1);
  });

  it('send nothing while they cannot know whether another one has the bot', async () => {
    const one = await begin();
    await link(one, 1);
    const account = chat.account('bot0');
    // It is tried again every five seconds, as long as that is known.
    account.failSends(...Array.from({ length: 6 }, () => new SendError('closed', 'gone')));
    await account.says('ann@fake', 'hi');
    await expect.poll(async () => (await one.store.turns.open('bot0'))[0]?.state).toBe('decided');
    rig.server.partition();
    await one.clock.advance(60 * SECOND);
    await settled();
    expect(account.sent).toEqual([]);
    rig.server.heal();
    await one.clock.advance(10 * SECOND);
    expect(await account.hears(1)).toMatchObject([{ text: 'echo: hi' }]);
  });

  it('take no bot that was stopped', async () => {
    const one = await begin();
    await link(one, 2);
    await one.imposter.stop('bot1');
    const two = await begin();
    await two.imposter.resume();
    await pass(40 * SECOND, [two]);
    expect((await two.imposter.statuses()).map(({ status }) => status)).toEqual([
      'connected',
      'disconnected',
    ]);
  });
});
