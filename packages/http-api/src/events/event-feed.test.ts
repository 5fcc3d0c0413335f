import { createImposter, type Imposter } from '@chat-imposter/core';
import {
  createFakeChatProvider,
  createFakeClock,
  createFakeLlmProvider,
  type FakeClock,
} from '@chat-imposter/testing';
import { describe, expect, it } from 'vitest';
import { documentOf } from '../test-support/documents.ts';
import { EventFeed, type FeedEvent, type FeedItem, type FeedQuery } from './event-feed.ts';

type Item = FeedItem<FeedEvent>;

function from(lastEventId: string | null, ended: AbortSignal): FeedQuery<FeedEvent> {
  return { lastEventId, ended, sees: (event) => event };
}

async function withFeed(
  act: (
    feed: EventFeed,
    happens: (times: number) => Promise<void>,
    imposter: Imposter,
    says: (text: string) => Promise<{ remove: () => Promise<void> }>,
    clock: FakeClock,
  ) => Promise<void>,
): Promise<void> {
  const chat = createFakeChatProvider();
  const clock = createFakeClock();
  await using imposter = createImposter({ chat: [chat], llm: [createFakeLlmProvider()], clock });
  const feed = new EventFeed(imposter, { clock, name: 'feed' });
  await imposter.start(documentOf('ann', { queue_config: { max_messages: 5_000, max_characters: 100_000 } }));
  await chat.account('ann').scan();
  const happens = async (times: number) => {
    for (let count = 0; count < times; count += 1) await chat.account('ann').says('555@x', `text ${count}`);
  };
  const says = async (text: string) => {
    const message = await chat.account('ann').says('555@x', text);
    return { remove: () => chat.account('ann').deletes(message) };
  };
  await act(feed, happens, imposter, says, clock);
}

async function nextOf(items: AsyncGenerator<Item>): Promise<Item> {
  const { value } = await items.next();
  return value as Item;
}

describe('EventFeed', () => {
  it('keeps the last 1,000 events, and tells who comes later that some are missing', () =>
    withFeed(async (feed, happens) => {
      const ended = new AbortController();
      const slow = feed.read(from(null, ended.signal));
      const first = nextOf(slow);
      await happens(1);
      const { id } = (await first) as Extract<Item, { kind: 'event' }>;
      await happens(1_000);
      const inTime = feed.read(from(id, ended.signal));
      for (let count = 0; count < 1_000; count += 1) expect((await nextOf(inTime)).kind).toBe('event');
      await happens(1);
      const late = feed.read(from(id, ended.signal));
      expect((await nextOf(late)).kind).toBe('gap');
      expect((await nextOf(slow)).kind).toBe('gap');
      const next = nextOf(slow);
      await happens(1);
      expect((await next).kind).toBe('event');
      ended.abort();
    }));

  it('keeps fewer when their texts are long', () =>
    withFeed(async (feed, _, imposter, says) => {
      const ended = new AbortController();
      const first = feed.read(from(null, ended.signal));
      const seen = nextOf(first);
      await says('x'.repeat(60_000));
      const { id } = (await seen) as Extract<Item, { kind: 'event' }>;
      for (let count = 0; count < 60; count += 1) await says('x'.repeat(60_000));
      expect((await nextOf(feed.read(from(id, ended.signal)))).kind).toBe('event');
      for (let count = 0; count < 10; count += 1) await says('x'.repeat(60_000));
      expect((await nextOf(feed.read(from(id, ended.signal)))).kind).toBe('gap');
      expect((await imposter.queue('ann')).size).toBe(1);
      ended.abort();
    }));

  it('keeps nothing of a bot that is deleted, nor of one of which somebody was erased', () =>
    withFeed(async (feed, happens, imposter) => {
      const ended = new AbortController();
      const first = feed.read(from(null, ended.signal));
      const seen = nextOf(first);
      await happens(1);
      const { id } = (await seen) as Extract<Item, { kind: 'event' }>;
      await happens(3);
      expect(await nextOf(feed.read(from(id, ended.signal)))).toMatchObject({ seen: { kind: 'message' } });
      await imposter.erase('ann', '555@x');
      // Who comes back is to read anew what there is.
      expect((await nextOf(feed.read(from(id, ended.signal)))).kind).toBe('gap');
      const second = feed.read(from(null, ended.signal));
      const again = nextOf(second);
      await happens(1);
      const { id: newer } = (await again) as Extract<Item, { kind: 'event' }>;
      await happens(1);
      await imposter.deleteConfiguration('ann');
      expect((await nextOf(feed.read(from(newer, ended.signal)))).kind).toBe('gap');
      ended.abort();
    }));

  it('keeps no text that its writer deleted', () =>
    withFeed(async (feed, _, __, says) => {
      const ended = new AbortController();
      const first = feed.read(from(null, ended.signal));
      const seen = nextOf(first);
      await says('before');
      const { id } = (await seen) as Extract<Item, { kind: 'event' }>;
      const message = await says('regretted');
      await says('after');
      await message.remove();
      const items = feed.read(from(id, ended.signal));
      const told = [await nextOf(items), await nextOf(items)] as { seen: FeedEvent }[];
      expect(told.map((item) => item.seen.kind)).toEqual(['message', 'deletion']);
      expect(JSON.stringify(told)).not.toContain('regretted');
      ended.abort();
    }));

  it('keeps nothing for longer than an hour', () =>
    withFeed(async (feed, happens, _, __, clock) => {
      const ended = new AbortController();
      const first = feed.read(from(null, ended.signal));
      const seen = nextOf(first);
      await happens(1);
      const { id } = (await seen) as Extract<Item, { kind: 'event' }>;
      await happens(1);
      await clock.advance(3_500_000);
      expect((await nextOf(feed.read(from(id, ended.signal)))).kind).toBe('event');
      await clock.advance(200_000);
      expect((await nextOf(feed.read(from(id, ended.signal)))).kind).toBe('gap');
      ended.abort();
    }));

  it('tells who may see nothing of what happens that the connection lives, and where it is', () =>
    withFeed(async (feed, happens, _, __, clock) => {
      const ended = new AbortController();
      const blind = feed.read({ lastEventId: null, ended: ended.signal, sees: (): null => null });
      const idle = blind.next();
      for (let count = 0; count < 3; count += 1) {
        await happens(1);
        await clock.advance(6_000);
      }
      expect((await idle).value).toMatchObject({ kind: 'idle', id: expect.stringMatching(/^feed-[1-9]/) });
      ended.abort();
    }));

  it('ends while it waits', () =>
    withFeed(async (feed) => {
      const ended = new AbortController();
      const next = feed.read(from(null, ended.signal)).next();
      ended.abort();
      expect(await next).toEqual({ done: true, value: undefined });
    }));
});
