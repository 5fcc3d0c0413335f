import { ObjectId } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { type BatchFacts, BotMemory } from './bot-memory.ts';
import type { ChatDocument } from './chat-document.ts';

function chat(identifier: string): ChatDocument {
  return {
    _id: new ObjectId(),
    user_id: 'anna',
    identifier,
    kind: 'direct',
    alternate_identifiers: [],
    saved_name: null,
    push_name: null,
    last_id: 1,
    latest_time: 1,
  };
}

function facts(lastNumber: number, chats: [string, ChatDocument | null][] = []): BatchFacts {
  return { lastNumber, chats: new Map(chats), queued: new Map(), changed: new Map(), turns: null };
}

function filled(): BotMemory {
  const memory = new BotMemory();
  memory.beginAfter(1);
  memory.applied(1);
  memory.learn({ ...facts(5, [['ann', chat('ann')]]), turns: new Map() });
  return memory;
}

describe('BotMemory', () => {
  it('keeps what was committed last', () => {
    const memory = filled();
    memory.beginAfter(5);
    expect([memory.chat('ann')?.identifier, memory.turns?.size]).toEqual(['ann', 0]);
  });

  it('forgets all when somebody else has committed', () => {
    const memory = filled();
    memory.beginAfter(6);
    expect([memory.chat('ann'), memory.turns, memory.knowsUnapplied]).toEqual([undefined, null, false]);
  });

  it('knows what there is not any more', () => {
    const memory = filled();
    memory.learn(facts(6, [['ann', null]]));
    expect([memory.chat('ann'), memory.chat('ben')]).toEqual([null, undefined]);
  });

  it('tells the messages that may not be applied so far', () => {
    const memory = filled();
    for (const number of [6, 7, 8])
      memory.learn({ ...facts(number), changed: new Map([[`m${number}`, null]]) });
    memory.applied(7);
    expect(memory.changedMessages).toEqual([['m8', null]]);
  });

  it('does not grow without end, and forgets nothing that is not applied', () => {
    const memory = filled();
    for (let index = 0; index < 5_000; index += 1)
      memory.learn(facts(6 + index, [[`c-${index}`, chat(`c-${index}`)]]));
    const known = () =>
      Array.from({ length: 5_000 }, (_, index) => memory.chat(`c-${index}`)).filter(Boolean);
    expect(known()).toHaveLength(5_000);
    memory.applied(6 + 4_997);
    expect(known().map((each) => each?.identifier)).toEqual(['c-4998', 'c-4999']);
  });
});
