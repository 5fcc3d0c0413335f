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
    await expect.poll(() => one.imposter.status('bot0')).toEqual(await two.imposter.status('bot0'));
    expect((await one.imposter.status('bot0')).status).toBe('connected');
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

  describe('asked for a bot that another one runs', () => {
    let owner: Process;
    let other: Process;

    beforeEach(async () => {
      owner = await begin();
      other = await begin();
      await link(owner, 1);
      await pass(2 * SECOND);
    });

    /** What comes of work that takes some time. */
    async function meanwhile<Result>(work: Promise<Result>, alive?: readonly Process[]): Promise<Result> {
      let isOver = false;
      const ended = work.finally(() => {
        isOver = true;
      });
      ended.catch(() => undefined);
      while (!isOver) await pass(SECOND, alive);
      return ended;
    }

    it('say where it stands, as that one does', async () => {
      expect(await other.imposter.status('bot0')).toEqual(await owner.imposter.status('bot0'));
      expect(await other.imposter.statuses()).toEqual(await owner.imposter.statuses());
      chat.account('bot0').report({ status: 'connecting' });
      await pass(SECOND);
      expect((await other.imposter.status('bot0')).status).toBe('connecting');
    });

    it('show its QR while it is being linked', async () => {
      await owner.imposter.start(document('new'));
      await pass(SECOND);
      const status = await other.imposter.status('new');
      expect(status).toMatchObject({ status: 'linking', authenticated: false });
      expect(status.qr?.dataUrl).toBe((await owner.imposter.status('new')).qr?.dataUrl);
    });

    it('have it stopped, resumed, reloaded and unlinked there', async () => {
      await meanwhile(other.imposter.stop('bot0'));
      expect((await owner.imposter.status('bot0')).status).toBe('disconnected');
      await owner.imposter.resume('bot0');
      await meanwhile(other.imposter.reload('bot0'));
      expect((await owner.imposter.status('bot0')).status).toBe('connected');
      await meanwhile(other.imposter.resume('bot0'));
      expect((await owner.imposter.status('bot0')).status).toBe('connected');
      await meanwhile(other.imposter.unlink('bot0'));
      expect(await owner.imposter.status('bot0')).toMatchObject({
        status: 'disconnected',
        authenticated: false,
      });
    });

    it('have it deleted there', async () => {
      await chat.account('bot0').says('stranger@fake', 'hi');
      await meanwhile(other.imposter.deleteConfiguration('bot0'));
      expect(chat.account('bot0').isLinked).toBe(false);
      for (const { imposter } of [owner, other]) {
        await expect(imposter.status('bot0')).rejects.toMatchObject({ code: 'unknown_bot' });
      }
      expect(await rig.documents('messages', { user_id: 'bot0' })).toEqual([]);
      expect(await rig.documents('queues', { user_id: 'bot0' })).toEqual([]);
    });

    it('have its queue cleared there', async () => {
      await chat.account('bot0').says('stranger@fake', 'hi');
      expect((await owner.imposter.queue('bot0')).size).toBe(1);
      expect((await other.imposter.queue('bot0')).size).toBe(1);
      await meanwhile(other.imposter.clearQueue('bot0', 'stranger@fake'));
      expect((await other.imposter.queue('bot0')).size).toBe(0);
      const unknown = meanwhile(other.imposter.clearQueue('bot0', 'nobody@fake'));
      await expect(unknown).rejects.toMatchObject({ code: 'unknown_contact' });
    });

    it('have a contact of it erased there', async () => {
      await chat.account('bot0').says('stranger@fake', 'hi');
      const told: string[] = [];
      for (const [name, { imposter }] of Object.entries({ owner, other })) {
        imposter.on('erasure', ({ correspondentId }) => told.push(`${name}: ${correspondentId}`));
      }
      await meanwhile(other.imposter.erase('bot0', 'stranger@fake'));
      // What is remembered of it in each of them is to go.
      expect(told).toEqual(['owner: stranger@fake', 'other: stranger@fake']);
      expect((await owner.imposter.queue('bot0')).size).toBe(0);
      const again = meanwhile(other.imposter.erase('bot0', 'stranger@fake'));
      await expect(again).rejects.toMatchObject({ code: 'unknown_contact' });
    });

    it('list the groups that it is in, and check new ones against them', async () => {
      const groups = await meanwhile(other.imposter.groups('bot0'));
      expect(groups).toEqual(await owner.imposter.groups('bot0'));
      const tracking = [
        { groupIdentifier: 'none@fake', cronTrackingSchedule: '0 * * * *', displayName: 'None' },
      ];
      const saved = other.imposter.saveConfiguration(
        { ...document('bot0'), periodic_group_tracking: tracking },
        { checksNewGroups: true },
      );
      await expect(meanwhile(saved)).rejects.toMatchObject({ code: 'invalid_configuration' });
    });

    it('start it only when it has ended for good there', async () => {
      const another = { ...document('bot0'), respond_to_whitelist: [] };
      for (const given of [another, [another]]) {
        await expect(meanwhile(other.imposter.start(given))).rejects.toMatchObject({
          code: 'already_active',
        });
      }
      expect((await owner.imposter.configuration('bot0')).respond_to_whitelist).toEqual(['ann@fake']);
      const error = { code: 'forbidden' as const, message: 'Not any more.' };
      chat.account('bot0').report({ status: 'disconnected', error });
      await meanwhile(other.imposter.start(document('bot0')));
      expect((await other.imposter.status('bot0')).status).toBe('connected');
      await pass(SECOND);
      expect((await owner.imposter.status('bot0')).status).toBe('connected');
    });

    it('say so when that one does not answer', async () => {
      const stopped = meanwhile(other.imposter.stop('bot0'), [other]);
      await expect(stopped).rejects.toMatchObject({ code: 'owner_unreachable' });
    });

    it('do what is asked themselves when nobody runs it any more', async () => {
      await pass(31 * SECOND, [other]);
      await other.imposter.reload('bot0');
      expect((await other.imposter.status('bot0')).status).toBe('connected');
    });
  });
});
