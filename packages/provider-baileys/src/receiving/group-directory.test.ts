import type { GroupMetadata } from '@whiskeysockets/baileys';
import { describe, expect, it } from 'vitest';
import { GroupSubjects } from '../people/group-subjects.ts';
import { Changes } from '../testing/changes.ts';
import { HeldClock } from '../testing/held-clock.ts';
import { MemoryCredentials } from '../testing/memory-credentials.ts';
import { GroupDirectory } from './group-directory.ts';

const id = '120363000000000000@g.us';
const family: GroupMetadata = { id, subject: 'Family', owner: undefined, participants: [] };

describe('GroupDirectory', () => {
  async function opened(store = new MemoryCredentials()) {
    const clock = new HeldClock(new Changes());
    const directory = new GroupDirectory(await GroupSubjects.load(store), clock);
    const asked: string[] = [];
    const fetch = async (groupId: string) => {
      asked.push(groupId);
      return family;
    };
    return { store, clock, directory, asked, fetch };
  }

  it('asks for the subject of an unknown group once', async () => {
    const { directory, asked, fetch } = await opened();
    const subjects = await Promise.all([directory.subject(id, fetch), directory.subject(id, fetch)]);
    expect([...subjects, await directory.subject(id, fetch)]).toEqual(['Family', 'Family', 'Family']);
    expect(asked).toEqual([id]);
  });

  it('knows subjects in the next process', async () => {
    const first = await opened();
    await first.directory.learn([family]);
    const { directory, asked, fetch } = await opened(first.store);
    expect([await directory.subject(id, fetch), asked]).toEqual(['Family', []]);
  });

  it('takes over a new subject, and keeps the old one when an update has none', async () => {
    const { directory, fetch } = await opened();
    await directory.learn([family]);
    await directory.learn([{ id, announce: true }]);
    expect(await directory.subject(id, fetch)).toBe('Family');
    await directory.learn([{ id, subject: 'Relatives' }]);
    expect(await directory.subject(id, fetch)).toBe('Relatives');
  });

  it('has new subjects told, each as it is when it is told', async () => {
    const { directory } = await opened();
    await directory.learn([family]);
    await directory.learn([family, { id, announce: true }]);
    const introduction = directory.untold(10);
    expect(introduction?.identities).toEqual([
      { identifier: id, alternateIdentifiers: [], savedName: 'Family' },
    ]);
    await directory.learn([{ id, subject: 'Relatives' }]);
    introduction?.told();
    expect(directory.untold(10)?.identities).toMatchObject([{ savedName: 'Relatives' }]);
    directory.untold(10)?.told();
    await directory.learn([{ id, subject: 'Relatives' }]);
    expect(directory.untold(10)).toBeNull();
  });

  it('waits one second at most', async () => {
    const { clock, directory } = await opened();
    const subject = directory.subject(id, () => new Promise(() => {}));
    await clock.fire(1_000);
    expect(await subject).toBeUndefined();
  });

  it('does not fail when the platform does not tell, and asks again for the next message', async () => {
    const { directory, fetch } = await opened();
    expect(await directory.subject(id, () => Promise.reject(new Error('forbidden')))).toBeUndefined();
    expect(await directory.subject(id, fetch)).toBe('Family');
  });

  it('gives members without asking until something changes', async () => {
    const { directory, asked, fetch } = await opened();
    expect(await directory.members(id, fetch)).toBe(family);
    expect(await directory.members(id, fetch)).toBe(family);
    expect(asked).toHaveLength(1);
    directory.forgetMembers(id);
    await directory.members(id, fetch);
    await directory.learn([{ id, restrict: true }]);
    await directory.members(id, fetch);
    expect(asked).toHaveLength(3);
  });

  it('asks for members again after five minutes', async () => {
    const { clock, directory, asked, fetch } = await opened();
    await directory.members(id, fetch);
    const now = clock.now();
    clock.now = () => now + 301_000;
    await directory.members(id, fetch);
    expect(asked).toHaveLength(2);
  });

  it('lists all groups every five minutes at most', async () => {
    const { clock, directory } = await opened();
    let listed = 0;
    const list = async () => {
      listed += 1;
    };
    await directory.refresh(list);
    await directory.refresh(list);
    const now = clock.now();
    clock.now = () => now + 301_000;
    await directory.refresh(list);
    expect(listed).toBe(2);
  });

  it('lists them again soon when the platform did not tell', async () => {
    const { directory } = await opened();
    await expect(directory.refresh(() => Promise.reject(new Error('no answer')))).rejects.toThrow(
      'no answer',
    );
    let listed = 0;
    await directory.refresh(async () => {
      listed += 1;
    });
    expect(listed).toBe(1);
  });
});
