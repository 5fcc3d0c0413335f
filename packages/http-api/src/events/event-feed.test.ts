import { createImposter, type Imposter } from '@chat-imposter/core';
import { createFakeChatProvider, createFakeClock, createFakeLlmProvider } from '@chat-imposter/testing';
import { describe, expect, it } from 'vitest';
import { documentOf } from '../test-support/documents.ts';
import { EventFeed, type FeedItem } from './event-feed.ts';

async function withFeed(
  act: (
    feed: EventFeed,
    happens: (times: number) => Promise<void>,
    imposter: Imposter,
    says: (text: string) => Promise<unknown>,
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
  await act(feed, happens, imposter, (text) => chat.account('ann').says('555@x', text));
}

async function nextOf(items: AsyncGenerator<FeedItem>): Promise<FeedItem> {
  const { value } = await items.next();
  return value as FeedItem;
}

describe('EventFeed', () => {
  it('keeps the last 1,000 events, and tells who comes later that some are missing', () =>
    withFeed(async (feed, happens) => {
      const ended = new AbortController();
      const slow = feed.read(null, ended.signal);
      const first = nextOf(slow);
      await happens(1);
      const { id } = ((await first) as Extract<FeedItem, { kind: 'event' }>).event;
      await happens(1_000);
      const inTime = feed.read(id, ended.signal);
      for (let count = 0; count < 1_000; count += 1) expect((await nextOf(inTime)).kind).toBe('event');
      await happens(1);
      const late = feed.read(id, ended.signal);
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
      const first = feed.read(null, ended.signal);
      const seen = nextOf(first);
      await says('x'.repeat(60_000));
      const { id } = ((await seen) as Extract<FeedItem, { kind: 'event' }>).event;
      for (let count = 0; count < 60; count += 1) await says('x'.repeat(60_000));
      expect((await nextOf(feed.read(id, ended.signal))).kind).toBe('event');
      for (let count = 0; count < 10; count += 1) await says('x'.repeat(60_000));
      expect((await nextOf(feed.read(id, ended.signal))).kind).toBe('gap');
      expect((await imposter.queue('ann')).size).toBe(1);
      ended.abort();
    }));

  it('ends while it waits', () =>
    withFeed(async (feed) => {
      const ended = new AbortController();
      const next = feed.read(null, ended.signal).next();
      ended.abort();
      expect(await next).toEqual({ done: true, value: undefined });
    }));
});
