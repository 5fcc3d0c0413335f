import { describe, expect, it } from 'vitest';
import { chatCheckGroups, runChatCheck } from './chat-provider-conformance/checks.ts';
import type { ChatProviderConformanceOptions } from './chat-provider-conformance/options.ts';
import { wrongProviders } from './chat-provider-conformance/wrong-providers/wrong-providers.ts';
import { chatProviderConformance } from './chat-provider-conformance.ts';
import { fakeChatPeer } from './fake-chat-provider-peer.ts';

const options: Omit<ChatProviderConformanceOptions, 'create'> = {
  invalidConfigs: [
    { config: { allow_group_messages: 'yes' }, path: 'allow_group_messages' },
    { config: { timezone: 1 }, path: 'timezone' },
  ],
  messageIdShape: /FAKE[0-9A-F]{18}/,
  lacks: { other_ids: 'a person has one id on the fake platform' },
};

chatProviderConformance('FakeChatProvider', { ...options, create: async () => fakeChatPeer() });

describe('chatProviderConformance', () => {
  it.for(wrongProviders)('finds a provider that $mistake', async ({ foundBy, complaint, spoil }) => {
    const check = chatCheckGroups.flatMap(({ checks }) => checks).find(({ title }) => title === foundBy);
    if (!check) throw new Error(`There is no check "${foundBy}".`);
    // What a wrong provider never does is not worth a long wait; the right one does it within a millisecond.
    const run = runChatCheck(check, { ...options, create: async () => fakeChatPeer(spoil), patienceMs: 500 });
    await expect(run).rejects.toThrow(complaint);
  });

  it('has no two checks of the same name', () => {
    const titles = chatCheckGroups.flatMap(({ checks }) => checks.map(({ title }) => title));
    expect(titles).toEqual([...new Set(titles)]);
  });
});
