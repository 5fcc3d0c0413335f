import { describe, expect, it } from 'vitest';
import { Echoes } from './echoes.ts';

describe('Echoes', () => {
  it('knows a text that was sent to the chat, once for each message with it', () => {
    const echoes = new Echoes();
    echoes.expect('ann', 'hi', 'm1', 0);
    echoes.expect('ann', 'hi', 'm2', 1);
    expect([0, 1, 2].map((index) => echoes.take('ann', ' hi\n', `other ${index}`, 2))).toEqual([
      true,
      true,
      false,
    ]);
  });

  it('expects one echo of a message that is sent again', () => {
    const echoes = new Echoes();
    echoes.expect('ann', 'hi', 'm1', 0);
    echoes.expect('ann', 'hi', 'm1', 60_000);
    expect(echoes.take('ann', 'hi', 'm1', 150_000)).toBe(true);
    expect(echoes.take('ann', 'hi', 'typed', 150_000)).toBe(false);
  });

  it('knows chats and texts apart', () => {
    const echoes = new Echoes();
    echoes.expect('ann', 'hi', 'm1', 0);
    expect([
      echoes.take('bob', 'hi', 'x', 1),
      echoes.take('ann', 'ho', 'x', 1),
      echoes.take('ann', 'hi', 'x', 1),
    ]).toEqual([false, false, true]);
  });

  it('forgets after two minutes, however busy the bot is', () => {
    const echoes = new Echoes();
    echoes.expect('ann', 'old', 'm', 0);
    for (let count = 0; count < 400; count++) echoes.expect('bob', `text ${count}`, `m${count}`, 60_000);
    expect(echoes.take('ann', 'old', 'x', 120_000)).toBe(false);
    expect(echoes.take('bob', 'text 0', 'x', 179_999)).toBe(true);
    expect(echoes.take('bob', 'text 1', 'x', 180_000)).toBe(false);
  });

  it('expects at the chat that goes on what was sent to one that was merged into it', () => {
    const echoes = new Echoes();
    echoes.expect('9@lid', 'hi', 'm1', 0);
    echoes.expect('ann', 'hi', 'm2', 1);
    echoes.expect('9@lid', 'ho', 'm3', 2);
    echoes.merge('9@lid', 'ann');
    expect(echoes.take('9@lid', 'hi', 'm1', 3)).toBe(false);
    expect(['hi', 'hi', 'hi', 'ho'].map((text) => echoes.take('ann', text, 'another', 3))).toEqual([
      true,
      true,
      false,
      true,
    ]);
  });
});
