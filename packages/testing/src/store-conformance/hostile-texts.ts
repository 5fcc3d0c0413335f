import { partyOf } from '@chat-imposter/core';
import { describe, expect, it } from 'vitest';
import { sampleChat, sampleGroup, sampleMessage } from '../sample-messages.ts';
import { sampleDecision, samplePart } from '../sample-turns.ts';
import type { StoreConformanceOptions } from './options.ts';
import { useStore } from './store-subject.ts';

/** Texts that have broken some store somewhere; no two of them are the same id or key. */
export const HOSTILE = [
  '__proto__',
  'constructor',
  'toString',
  '',
  ' ',
  'a',
  'A',
  'a ',
  "'; DROP TABLE messages; --",
  '"quoted" `id` [1] \\ %00 %_*',
  '$where',
  'a.b.$c',
  '{"$ne":null}',
  'a\0b',
  'a\0c',
  'a\nb',
  'é',
  'e\u0301',
  '\u202e rtl',
  '👩‍👩‍👧‍👦',
  'x'.repeat(10_000),
  '123',
  '0123',
  '1e3',
  'null',
  '\ud800',
  '\udfff',
  '\ufffd',
] as const;

/** Ids and texts from outside are only ever data, and come back as they went in. */
export function testHostileTexts(options: StoreConformanceOptions): void {
  describe('hostile texts', () => {
    const subject = useStore(options);

    it('tells contacts apart', async () => {
      const lease = await subject.lease();
      const messages = HOSTILE.map((identifier) => sampleMessage({ chat: sampleChat(identifier) }));
      const accepted = await subject.store.messages.accept(lease, messages);
      expect(accepted.map((message) => message?.id)).toEqual(HOSTILE.map(() => 1));
      const chats = await subject.store.messages.chats(lease.userId);
      expect(new Set(chats.map((chat) => chat.identifier))).toEqual(new Set(HOSTILE));
      for (const correspondentId of HOSTILE) {
        const settlement = { correspondentId, ids: [1], state: 'answered', reason: correspondentId } as const;
        await subject.store.messages.settle(lease, [settlement]);
        const wanted = { limit: 10, since: 0 };
        const conversation = await subject.store.messages.conversation(lease.userId, correspondentId, wanted);
        expect(conversation).toMatchObject([{ correspondentId, reason: correspondentId }]);
      }
    });

    it('tells message ids and senders apart, and keeps names and contents', async () => {
      const lease = await subject.lease();
      const messages = HOSTILE.flatMap((text) => {
        const chat = sampleGroup('family', { savedName: text, pushName: text, alternateIdentifiers: [text] });
        const sender = partyOf(sampleChat(text, { savedName: text, alternateIdentifiers: [text] }));
        return [
          sampleMessage({ chat, providerMessageId: text, content: text }),
          sampleMessage({ chat, sender, content: text }),
        ];
      });
      const accepted = await subject.store.messages.accept(lease, messages);
      expect(accepted).not.toContain(null);
      expect(await subject.store.messages.queue(lease.userId)).toEqual(accepted);
      expect((await subject.store.messages.chats(lease.userId))[0]).toEqual(messages.at(-1)?.chat);
      expect(new Set(await subject.store.messages.accept(lease, messages))).toEqual(new Set([null]));
    });

    it('tells bots and owners apart', async () => {
      for (const userId of HOSTILE) {
        const lease = await subject.lease(userId, userId);
        expect(await subject.store.leases.acquire(userId, `${userId}2`)).toBeNull();
        await subject.store.messages.accept(lease, [sampleMessage({ content: userId })]);
      }
      for (const userId of HOSTILE) {
        expect(await subject.store.messages.queue(userId)).toMatchObject([{ id: 1, content: userId }]);
      }
    });

    it('tells keys and providers apart, and keeps secrets', async () => {
      const lease = await subject.lease();
      const entries = new Map(HOSTILE.map((text) => [text as string, text as string]));
      for (const providerName of HOSTILE) {
        const credentials = subject.store.credentials(lease.userId, providerName, lease);
        expect(await credentials.get(HOSTILE)).toEqual(new Map());
        await credentials.set(entries);
        expect(await credentials.get(HOSTILE)).toEqual(entries);
      }
    });

    it('tells turns and message ids of replies apart, and keeps replies', async () => {
      const lease = await subject.lease();
      const decisions = HOSTILE.map((text) =>
        sampleDecision({
          turnId: text,
          correspondentId: text,
          parts: [samplePart({ messageId: text, text, lastError: text })],
          reason: text,
        }),
      );
      await subject.store.turns.decide(lease, decisions);
      const turns = await subject.store.turns.open(lease.userId);
      expect(
        turns.map(({ turnId, correspondentId, parts, reason }) => [turnId, correspondentId, parts, reason]),
      ).toEqual(
        decisions.map(({ turnId, correspondentId, parts, reason }) => [
          turnId,
          correspondentId,
          parts,
          reason,
        ]),
      );
      for (const text of HOSTILE) expect(await subject.store.turns.sentText(lease.userId, text)).toBe(text);
    });

    it('keeps documents with hostile ids, keys and values', async () => {
      const ids = HOSTILE.filter((text) => text !== 'A');
      const document = JSON.parse(
        JSON.stringify(Object.fromEntries(ids.map((text) => [text, [text]]))),
      ) as Record<string, unknown>;
      for (const userId of ids) {
        const saved = await subject.store.configurations.save(userId, document);
        expect(saved.revision).toBe(1);
        const stored = await subject.store.configurations.get(userId);
        expect(stored?.userId).toBe(userId);
        expect(Object.entries(stored?.document ?? {})).toEqual(Object.entries(document));
      }
      expect(await subject.store.configurations.list()).toHaveLength(ids.length);
    });

    it('keeps times as they are, however strange', async () => {
      const times = [0, -1, 0.5, 2 ** 53 + 2, 2 ** 60, 1e300];
      const messages = times.map((originatingTime, index) =>
        sampleMessage({ originatingTime, providerMessageId: `message-${index}` }),
      );
      await subject.store.messages.accept(await subject.lease('bert'), messages);
      const queue = await subject.store.messages.queue('bert');
      expect(queue.map((message) => message.originatingTime)).toEqual(times);
    });
  });
}
