import { type Chat, partyOf } from '@chat-imposter/core';
import { describe, expect, it } from 'vitest';
import { sampleChat, sampleGroup, sampleMessage, sampleReply } from '../sample-messages.ts';
import type { StoreConformanceOptions } from './options.ts';
import { USER_ID, useStore } from './store-subject.ts';

/** The chats that MessageStore.accept remembers. */
export function testChats(options: StoreConformanceOptions): void {
  describe('chats', () => {
    const subject = useStore(options);
    let count = 0;

    /** Accepts a new message of each chat. */
    async function see(...chats: Chat[]): Promise<void> {
      const messages = chats.map((chat) => {
        count += 1;
        return sampleMessage({
          chat,
          sender: partyOf(sampleChat('ann')),
          providerMessageId: `message-${count}`,
        });
      });
      await subject.store.messages.accept(await subject.lease(), messages);
    }

    it('remembers every chat that a message was accepted from, by identifier', async () => {
      const ann = sampleChat('ann', {
        savedName: 'Ann',
        pushName: 'annie',
        alternateIdentifiers: ['a', 'b'],
      });
      const family = sampleGroup('family', { savedName: 'The family' });
      await see(sampleChat('zoe'), family, ann, sampleChat('bob'));
      expect(await subject.store.messages.chats(USER_ID)).toEqual([
        ann,
        sampleChat('bob'),
        family,
        sampleChat('zoe'),
      ]);
    });

    it('remembers a chat in which only the bot or the owner spoke', async () => {
      await subject.store.messages.accept(await subject.lease(), [sampleReply({ chat: sampleChat('zoe') })]);
      expect(await subject.store.messages.chats(USER_ID)).toEqual([sampleChat('zoe')]);
    });

    it('remembers a chat as it was last seen', async () => {
      await see(sampleChat('ann', { savedName: 'Ann', pushName: 'annie', alternateIdentifiers: ['a'] }));
      const latest = sampleChat('ann', {
        savedName: 'Ann B.',
        pushName: 'nan',
        alternateIdentifiers: ['a', 'b'],
      });
      await see(latest);
      expect(await subject.store.messages.chats(USER_ID)).toEqual([latest]);
    });

    it('keeps a name that is not told the next time', async () => {
      await see(sampleChat('ann', { savedName: 'Ann' }));
      await see(sampleChat('ann', { pushName: 'annie' }));
      await see(sampleChat('ann'));
      expect(await subject.store.messages.chats(USER_ID)).toEqual([
        sampleChat('ann', { savedName: 'Ann', pushName: 'annie' }),
      ]);
    });

    it('learns nothing from a message that was recorded before', async () => {
      const lease = await subject.lease();
      await subject.store.messages.accept(lease, [sampleMessage()]);
      const renamed = sampleMessage({ chat: sampleChat('ann', { savedName: 'Someone else' }) });
      await subject.store.messages.accept(lease, [renamed]);
      expect(await subject.store.messages.chats(USER_ID)).toEqual([sampleChat('ann')]);
    });

    it('keeps the chats of two bots apart', async () => {
      await see(sampleChat('ann'));
      expect(await subject.store.messages.chats('bert')).toEqual([]);
    });
  });
}
