import { eventNames } from '@chat-imposter/core';
import { describe, expect, it } from 'vitest';
import { webhookEventKinds } from './event-kinds.ts';

describe('webhookEventKinds', () => {
  it('has every kind of event but the credentials, and what follows from them', () => {
    const names: readonly string[] = eventNames;
    const derived = ['link_lost', 'link_restored', 'budget_reached'];
    const others = names.filter((name) => name !== 'qr' && name !== 'pairingCode');
    expect(webhookEventKinds).toEqual([...others, ...derived]);
    expect(webhookEventKinds).toEqual(
      expect.arrayContaining([
        'status',
        'message',
        'edit',
        'deletion',
        'reply',
        'eviction',
        'merge',
        'period',
        'failure',
      ]),
    );
  });
});
