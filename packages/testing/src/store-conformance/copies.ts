import type { Chat, NewMessage, OutgoingPart, StoredMessage, Turn } from '@chat-imposter/core';
import { describe, expect, it } from 'vitest';
import { sampleGroup, sampleMessage } from '../sample-messages.ts';
import { sampleDecision, samplePart, sampleTurn } from '../sample-turns.ts';
import type { StoreConformanceOptions } from './options.ts';
import { USER_ID, useStore } from './store-subject.ts';

/** A type whose arrays and properties may be changed, as a careless caller does. */
type Mutable<T> = { -readonly [Key in keyof T]: T[Key] extends object | null ? Mutable<T[Key]> : T[Key] };

function asMutable<T extends object>(value: T): Mutable<T> {
  return value as Mutable<T>;
}

function spoilMessage(message: StoredMessage): void {
  const { sender, group } = asMutable(message);
  message.content = 'spoiled';
  sender.displayName = 'spoiled';
  sender.alternateIdentifiers.push('spoiled');
  group?.alternateIdentifiers.push('spoiled');
}

function spoilTurn(turn: Turn): void {
  turn.attempts = 99;
  asMutable(turn).messageIds.push(99);
  asMutable(turn).parts.push(samplePart({ text: 'spoiled' }));
  if (turn.parts[0]) turn.parts[0].text = 'spoiled';
}

/** What callers do with what they passed or got does not reach the store. */
export function testCopies(options: StoreConformanceOptions): void {
  describe('copies', () => {
    const subject = useStore(options);

    it('keeps messages apart from what was passed and given', async () => {
      const given = sampleMessage({ chat: sampleGroup('family', { alternateIdentifiers: ['family-2'] }) });
      const expected = structuredClone(given.sender);
      const [accepted] = await subject.store.messages.accept(await subject.lease(), [given]);
      const kept = structuredClone(accepted);
      spoilPassed(given);
      if (accepted) spoilMessage(accepted);
      const [read] = await subject.store.messages.queue(USER_ID);
      expect(read).toEqual(kept);
      expect(read?.sender).toEqual(expected);
      if (read) spoilMessage(read);
      expect(await subject.store.messages.queue(USER_ID)).toEqual([kept]);
    });

    it('keeps the conversation apart from what was given', async () => {
      const lease = await subject.lease();
      const wanted = { limit: 10, since: 0 };
      await subject.store.messages.accept(lease, [sampleMessage({ state: 'said' })]);
      const first = await subject.store.messages.conversation(USER_ID, 'ann', wanted);
      const kept = structuredClone(first);
      for (const message of first) spoilMessage(message);
      expect(await subject.store.messages.conversation(USER_ID, 'ann', wanted)).toEqual(kept);
    });

    it('keeps chats apart from what was passed and given', async () => {
      const given = sampleGroup('family', { savedName: 'The family', alternateIdentifiers: ['family-2'] });
      const kept = structuredClone(given);
      await subject.store.messages.accept(await subject.lease(), [sampleMessage({ chat: given })]);
      spoilChat(given);
      const [read] = await subject.store.messages.chats(USER_ID);
      if (read) spoilChat(read);
      expect(await subject.store.messages.chats(USER_ID)).toEqual([kept]);
    });

    it('keeps turns apart from what was passed and given', async () => {
      const given = sampleTurn();
      await subject.store.turns.plan(await subject.lease(), [given]);
      spoilTurn(given);
      for (const turn of await subject.store.turns.open(USER_ID)) spoilTurn(turn);
      expect(await subject.store.turns.open(USER_ID)).toEqual([sampleTurn()]);
    });

    it('keeps parts apart from what was passed', async () => {
      const lease = await subject.lease();
      const decided: OutgoingPart = samplePart({ attempts: 1 });
      const advanced: OutgoingPart = samplePart({ attempts: 2 });
      await subject.store.turns.decide(lease, [sampleDecision({ parts: [decided] })]);
      decided.text = 'spoiled';
      expect(await subject.store.turns.sentText(USER_ID, 'reply-1')).toBe('hi there');
      await subject.store.turns.advance(lease, [
        { turnId: 'turn-1', index: 0, part: advanced, isLast: false },
      ]);
      advanced.text = 'spoiled';
      const [turn] = await subject.store.turns.open(USER_ID);
      expect(turn?.parts).toEqual([samplePart({ attempts: 2 })]);
    });

    it('keeps configurations apart from what was passed and given', async () => {
      const document = { list: ['a'], nested: { key: 'value' } };
      const saved = await subject.store.configurations.save(USER_ID, document);
      document.list.push('spoiled');
      saved.document.nested = 'spoiled';
      const read = await subject.store.configurations.get(USER_ID);
      expect(read?.document).toEqual({ list: ['a'], nested: { key: 'value' } });
      if (read) read.document.list = 'spoiled';
      const [listed] = await subject.store.configurations.list();
      expect(listed?.document).toEqual({ list: ['a'], nested: { key: 'value' } });
    });

    it('keeps credentials apart from what was passed and given', async () => {
      const credentials = subject.store.credentials(USER_ID, 'provider', await subject.lease());
      const entries = new Map([['key', 'value']]);
      await credentials.set(entries);
      entries.set('key', 'spoiled');
      (await credentials.get(['key'])).set('key', 'spoiled');
      expect(await credentials.get(['key'])).toEqual(new Map([['key', 'value']]));
    });
  });
}

function spoilPassed(message: NewMessage): void {
  message.content = 'spoiled';
  message.sender.displayName = 'spoiled';
  asMutable(message.sender).alternateIdentifiers.push('spoiled');
  spoilChat(message.chat);
}

function spoilChat(chat: Chat): void {
  chat.savedName = 'spoiled';
  asMutable(chat).alternateIdentifiers.push('spoiled');
}
