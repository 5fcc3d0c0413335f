import type { ChatEvents, ChatSession, IncomingMessage } from '@chat-imposter/core';
import { describe, expect, it } from 'vitest';
import { CONTACT, type LineMessage, PlaygroundLine } from './playground-line.ts';
import { createPlaygroundProvider } from './playground-provider.ts';

function setUp() {
  const heard: LineMessage[] = [];
  const accepted: IncomingMessage[] = [];
  const statuses: string[] = [];
  const line = new PlaygroundLine((message) => heard.push(message));
  const events = {
    accept: async (messages: readonly IncomingMessage[]) => void accepted.push(...messages),
    status: ({ status }: { status: string }) => void statuses.push(status),
  } as unknown as ChatEvents;
  const provider = createPlaygroundProvider(line);
  const session: ChatSession = provider.open({ events } as Parameters<typeof provider.open>[0]);
  return { heard, accepted, statuses, line, provider, session };
}

describe('the chat provider of a playground', () => {
  it('is connected as soon as it is started, without a link', async () => {
    const { provider, session, statuses } = setUp();
    await session.start();
    expect(statuses).toEqual(['connected']);
    expect(await provider.isLinked({} as never)).toBe(true);
  });

  it('hands over what the contact says, each under an id of its own', async () => {
    const { session, line, accepted } = setUp();
    await session.start();
    expect([await line.says('one', 7), await line.says('two', 8)]).toEqual(['said-1', 'said-2']);
    expect(accepted).toMatchObject([
      { content: 'one', source: 'user', origin: 'live', originatingTime: 7, chat: { identifier: CONTACT } },
      { content: 'two', providerMessageId: 'said-2' },
    ]);
  });

  it('lets the contact hear an id once', async () => {
    const { session, heard } = setUp();
    await session.start();
    await session.send(CONTACT, 'hi', { messageId: 'a' });
    await session.send(CONTACT, 'hi', { messageId: 'a' });
    expect(heard).toEqual([{ messageId: 'a', text: 'hi' }]);
  });

  it('carries nothing when it is stopped, nor to anybody else', async () => {
    const { session, line } = setUp();
    await session.start();
    await expect(session.send('ann', 'hi', { messageId: 'a' })).rejects.toMatchObject({ kind: 'rejected' });
    await session.stop();
    await expect(session.send(CONTACT, 'hi', { messageId: 'a' })).rejects.toMatchObject({ kind: 'closed' });
    await expect(line.says('hi', 1)).rejects.toMatchObject({ kind: 'closed' });
  });

  it('makes the same id of the same digest', () => {
    const { provider } = setUp();
    expect(provider.messageIdFrom('0123456789abcdef0123456789abcdef')).toBe('0123456789abcdef01234567');
  });
});
