import type { IncomingMessage } from '@chat-imposter/core';
import { describe, expect, it } from 'vitest';
import { ContactRecords } from '../people/contact-records.ts';
import { GroupSubjects } from '../people/group-subjects.ts';
import { ContactBook } from '../receiving/contact-book.ts';
import { GroupDirectory } from '../receiving/group-directory.ts';
import { Intake } from '../receiving/intake.ts';
import type { ReceivedMessage } from '../receiving/to-chat-message.ts';
import { Changes } from '../testing/changes.ts';
import { HeldClock } from '../testing/held-clock.ts';
import { MemoryCredentials } from '../testing/memory-credentials.ts';
import type { HistoryPart } from './history-part.ts';
import { HistorySync } from './history-sync.ts';

const ann = '15551110001@s.whatsapp.net';
const group = '120363000000000000@g.us';

function received(content: string, rest: Partial<ReceivedMessage> = {}): ReceivedMessage {
  return {
    ...{ key: content, groupId: null, chatIds: [ann], senderIds: [ann], isFromOwner: false },
    ...{ providerMessageId: content, originatingTime: 1, pushName: null, content, quoted: null },
    ...rest,
  };
}

const part = (messages: ReceivedMessage[]): HistoryPart => ({
  messages,
  subjects: new Map([[group, 'Friends']]),
});
const many = (count: number, prefix = '') => Array.from({ length: count }, (_, index) => `${prefix}${index}`);

async function started() {
  const changes = new Changes();
  const batches: IncomingMessage[][] = [];
  const core = { accept: async (_messages: readonly IncomingMessage[]): Promise<void> => {} };
  const lines: { fields: object; message: string }[] = [];
  const log = (fields: object, message: string) => {
    lines.push({ fields, message });
    changes.note();
  };
  const logger = { debug: log, info: log, warn: log, error: log };
  const intake = new Intake({
    accept: async (messages) => {
      await core.accept(messages);
      batches.push([...messages]);
      changes.note();
    },
    edited: async () => {},
    deleted: async () => {},
  });
  const store = new MemoryCredentials();
  const records = await ContactRecords.load(store);
  const lookups = {
    contacts: new ContactBook(records, () => []),
    groups: new GroupDirectory(await GroupSubjects.load(store), new HeldClock(changes)),
    read: async (): Promise<Record<string, unknown>> => ({}),
  };
  const sync = new HistorySync(intake, logger);
  const contents = () => batches.flat().map(({ content }) => content);
  const takes = (count: number) =>
    changes.until(
      () => (contents().length >= count ? true : undefined),
      () => `Only ${contents().length} messages were taken.`,
    );
  const logs = (words: string) =>
    changes.until(
      () => lines.find(({ message }) => message.includes(words)),
      () => `Not logged: ${words}.`,
    );
  return { batches, core, lines, intake, lookups, sync, contents, takes, logs };
}

describe('HistorySync', () => {
  it('hands a part over in batches of a hundred, in order, with origin history', async () => {
    const { batches, lookups, sync, contents, takes } = await started();
    sync.add(part(many(250).map((content) => received(content))), lookups);
    await takes(250);
    expect(batches.map(({ length }) => length)).toEqual([100, 100, 50]);
    expect(contents()).toEqual(many(250));
    expect(batches[0]?.[0]).toMatchObject({ chat: { kind: 'direct', identifier: ann }, origin: 'history' });
  });

  it('knows a group by the subject that the history tells', async () => {
    const { batches, lookups, sync, takes } = await started();
    sync.add(part([received('hi', { groupId: group, chatIds: [] })]), lookups);
    await takes(1);
    expect(batches[0]?.[0]?.chat).toEqual({
      kind: 'group',
      identifier: group,
      alternateIdentifiers: [],
      savedName: 'Friends',
    });
  });

  it('lets messages that come live in between', async () => {
    const { core, intake, lookups, sync, contents, takes } = await started();
    const live: Promise<void>[] = [];
    core.accept = async () => {
      if (live.length > 0) return;
      live.push(
        intake.take('live', () => ({
          kind: 'messages',
          messages: [{ content: 'live' } as IncomingMessage],
        })),
      );
    };
    sync.add(part(many(300).map((content) => received(content))), lookups);
    await takes(301);
    await Promise.all(live);
    expect(contents().indexOf('live')).toBe(100);
  });

  it('keeps what the core refuses, and hands it over when it is to go on, once', async () => {
    const { core, lines, lookups, sync, contents, takes, logs } = await started();
    core.accept = () => Promise.reject(new Error('disk full'));
    sync.add(part(many(150).map((content) => received(content))), lookups);
    await logs('the history waits');
    expect(lines.at(-1)?.fields).toMatchObject({ messages: 150 });
    core.accept = async () => {};
    sync.resume();
    sync.resume();
    await takes(150);
    expect(contents()).toEqual(many(150));
  });

  it('goes on when the store could not tell who people are', async () => {
    const { lookups, sync, contents, takes, logs } = await started();
    let fails = true;
    const read = async () => {
      if (fails) throw new Error('disk full');
      return {};
    };
    sync.add(part([received('hi')]), { ...lookups, read });
    await logs('the history waits');
    fails = false;
    sync.resume();
    await takes(1);
    expect(contents()).toEqual(['hi']);
  });

  it('keeps no more than fits into memory, and says what is lost', async () => {
    const { core, lookups, sync, contents, takes, logs } = await started();
    core.accept = () => Promise.reject(new Error('disk full'));
    const long = 'x'.repeat(60_000);
    sync.add(part(many(300, long).map((content) => received(content))), lookups);
    expect((await logs('there was no room')).fields).toEqual({ messages: 300 - 264 });
    await logs('the history waits');
    core.accept = async () => {};
    sync.resume();
    await takes(264);
    sync.add(part([received('there is room again')]), lookups);
    await takes(265);
    expect(contents().at(-1)).toBe('there is room again');
  });

  it('says what is lost at the end, and hands over nothing after it', async () => {
    const { core, lookups, sync, contents, logs } = await started();
    const held = Promise.withResolvers<void>();
    const asked = Promise.withResolvers<void>();
    core.accept = () => {
      asked.resolve();
      return held.promise;
    };
    sync.add(part(many(150).map((content) => received(content))), lookups);
    await asked.promise;
    sync.close();
    held.resolve();
    expect((await logs('it is lost')).fields).toEqual({ messages: 50 });
    sync.add(part([received('late')]), lookups);
    expect(contents()).toEqual(many(100));
  });
});
