import { describe, expect, it } from 'vitest';
import type { ConversationMessageJson } from '../../api/api-json.ts';
import type { BackstageEvent } from '../backstage-json.ts';
import { type Conversation, conversationOf, withEvent, withOlderPage } from './conversation.ts';

const ANN = 'ann@x';
const ABOUT = { user_id: 'dana', correspondent_id: ANN, time: 5_000 };

describe('a conversation', () => {
  it('is shown oldest first, and takes older pages in front without repeating anything', () => {
    const newest = conversationOf({ correspondent_id: ANN, messages: [asked(3), asked(2)], next: 'n' });
    const all = withOlderPage(newest, { correspondent_id: ANN, messages: [asked(2), asked(1)], next: null });
    expect(idsOf(all)).toEqual([1, 2, 3]);
    expect(all.next).toBeNull();
  });

  it.each<[string, BackstageEvent[], unknown[]]>([
    [
      'a new message',
      [heard(2)],
      [
        ['m1', 'waiting', null],
        ['m2', 'waiting', null],
      ],
    ],
    [
      'the same message twice',
      [heard(2), heard(2), heard(1)],
      [
        ['m1', 'waiting', null],
        ['m2', 'waiting', null],
      ],
    ],
    [
      'an answer',
      [turn('thinking'), turn('decided'), reply('hi', 'B1'), reply('hi', 'B1'), turn('answered')],
      [
        ['m1', 'answered', null],
        ['hi', 'said', null],
      ],
    ],
    ['silence', [turn('silent', 'no_reply')], [['m1', 'answered', 'no_reply']]],
    ['a failure to send', [turn('decided'), turn('failed', 'timeout')], [['m1', 'answered', null]]],
    ['a cleared queue', [turn('dropped', 'cleared')], [['m1', 'cleared', null]]],
    ['an answer that is dropped for another reason', [turn('dropped', 'erased')], [['m1', 'waiting', null]]],
    [
      'a turn that is given up',
      [turn('parked', 'was begun 3 times')],
      [['m1', 'parked', 'was begun 3 times']],
    ],
    [
      'an eviction',
      [{ kind: 'eviction', data: { ...ABOUT, message_id: 1, reason: 'age', was_waiting: true } }],
      [['m1', 'evicted', 'age']],
    ],
    ['an edit', [revised('edit', 'new')], [['new', 'waiting', null]]],
    ['a deletion', [revised('deletion', 'gone')], [['gone', 'skipped', 'deleted']]],
    [
      'a deletion of what was answered',
      [turn('answered'), revised('deletion', 'gone')],
      [['gone', 'answered', null]],
    ],
    [
      'what the owner writes',
      [heard(2, { originating_time: 9_000 }), typed(2_000)],
      [
        ['m1', 'answered', 'owner'],
        ['m2', 'waiting', null],
        ['by hand', 'said', null],
      ],
    ],
    [
      'somebody else',
      [{ kind: 'message', data: { ...heardData(2), correspondent_id: 'bob@x' } }],
      [['m1', 'waiting', null]],
    ],
  ])('goes on with %s', (_, events, expected) => {
    const after = events.reduce(withEvent, start());
    expect(after.messages.map(({ content, state, reason }) => [content, state, reason])).toEqual(expected);
  });

  it('knows whether the bot thinks or writes', () => {
    const thinking = withEvent(start(), turn('thinking'));
    expect(Object.values(thinking.turns)).toEqual(['thinking']);
    const decided = withEvent(thinking, turn('decided'));
    expect(Object.values(decided.turns)).toEqual(['decided']);
    expect(withEvent(decided, turn('answered')).turns).toEqual({});
  });
});

function start(): Conversation {
  return conversationOf({ correspondent_id: ANN, messages: [asked(1)], next: null });
}

function asked(id: number): ConversationMessageJson {
  return {
    id,
    content: `m${id}`,
    sender: { identifier: ANN, display_name: 'Ann', alternate_identifiers: [] },
    source: 'user',
    accepted_time: id * 1_000,
    message_size: 2,
    originating_time: id * 1_000,
    group: null,
    provider_message_id: `P${id}`,
    state: 'waiting',
    reason: null,
  };
}

function heardData(id: number, change: Partial<ConversationMessageJson> = {}) {
  const { state, reason, ...message } = { ...asked(id), ...change };
  return { ...ABOUT, message, state, reason };
}

function heard(id: number, change?: Partial<ConversationMessageJson>): BackstageEvent {
  return { kind: 'message', data: heardData(id, change) };
}

function typed(time: number): BackstageEvent {
  const { message } = heardData(9);
  const own = { ...message, id: null, source: 'user_outgoing', content: 'by hand' } as const;
  return {
    kind: 'message',
    data: { ...ABOUT, message: { ...own, originating_time: time }, state: 'said', reason: null },
  };
}

function reply(text: string, id: string): BackstageEvent {
  return { kind: 'reply', data: { ...ABOUT, text, provider_message_id: id } };
}

function revised(kind: 'edit' | 'deletion', content: string): BackstageEvent {
  return { kind, data: { ...ABOUT, message: { ...heardData(1).message, content } } };
}

function turn(
  stage: (BackstageEvent & { kind: 'turn' })['data']['stage'],
  reason: string | null = null,
): BackstageEvent {
  const data = { ...ABOUT, turn_id: 'T', message_ids: [1], stage, reason, parts: 0, usage: null };
  return { kind: 'turn', data: { ...data, duration_ms: 1 } };
}

function idsOf({ messages }: Conversation): (number | null)[] {
  return messages.map(({ id }) => id);
}
