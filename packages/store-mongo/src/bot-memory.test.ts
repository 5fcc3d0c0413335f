import { ObjectId } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { BotMemory } from './bot-memory.ts';
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

function filled(): BotMemory {
  const memory = new BotMemory();
  memory.beginAfter(1);
  memory.learnChats(new Map([['ann', chat('ann')]]));
  memory.turns = new Map();
  memory.committed(5);
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
    expect([memory.chat('ann'), memory.turns]).toEqual([undefined, null]);
  });

  it('takes out what there is not any more', () => {
    const memory = filled();
    memory.learnChats(new Map([['ann', null]]));
    expect(memory.chat('ann')).toBeNull();
  });

  it('does not grow without end, and forgets nothing that is not applied', () => {
    const memory = filled();
    for (let index = 0; index < 5_000; index += 1)
      memory.learnChats(new Map([[`c-${index}`, chat(`c-${index}`)]]));
    const known = () =>
      Array.from({ length: 5_000 }, (_, index) => memory.chat(`c-${index}`)).filter(Boolean);
    expect(known()).toHaveLength(5_000);
    memory.applied();
    expect(known().length).toBeLessThanOrEqual(1_000);
  });
});
