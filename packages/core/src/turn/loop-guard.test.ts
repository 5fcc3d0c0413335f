import { describe, expect, it } from 'vitest';
import { LoopGuard } from './loop-guard.ts';

/** Exchanges until the contact is muted, at most 20; gives how many that took. */
function exchange(
  text: (index: number) => string,
  gapMs: number,
  senderId: (index: number) => string = () => 'ann',
) {
  const guard = new LoopGuard();
  let now = 1_000_000;
  answer(guard, now);
  for (let count = 1; count <= 20; count++) {
    now += gapMs;
    guard.heard('ann', { senderId: senderId(count), text: text(count) }, now);
    now += 500;
    if (answer(guard, now)) return { count, guard, now };
  }
  return { count: null, guard, now };
}

function answer(guard: LoopGuard, now: number): boolean {
  guard.spoke('ann', now);
  return guard.answered('ann', now);
}

const different = (index: number) => String.fromCharCode(97 + index).repeat(8);
const away = (index: number) => `I am away until Monday, ${index}.`;
const picture = () => '[User sent a non-text message: image]';
const taking = (index: number) => `member ${index % 3}`;

describe('LoopGuard', () => {
  it.each([
    ['ten answers in a row to quick messages', different, 2_999, 10],
    ['three answers to nearly the same message', away, 2_999, 3],
    ['no number of answers to slower messages', () => 'same', 3_000, null],
    ['ten answers to pictures, which all look the same', picture, 2_999, 10],
  ])('mutes after %s', (_, text, gapMs, count) => {
    expect(exchange(text, gapMs).count).toBe(count);
  });

  it('does not take the members of a group for one bot', () => {
    expect(exchange(() => 'haha', 1_000, taking).count).toBeNull();
  });

  it('counts what comes between two parts of an answer', () => {
    const guard = new LoopGuard();
    let now = 0;
    const muted: boolean[] = [];
    for (let count = 1; count <= 10; count++) {
      now += 4_000;
      guard.spoke('ann', now);
      guard.heard('ann', { senderId: 'ann', text: different(count) }, now + 100);
      guard.spoke('ann', now + 300);
      muted.push(guard.answered('ann', now + 300));
    }
    expect(muted).toEqual([...Array<boolean>(9).fill(false), true]);
  });

  it('unmutes after ten minutes and begins to count anew', () => {
    const { guard, now } = exchange(() => 'same', 1_000);
    expect(guard.isMuted('ann', now + 599_999)).toBe(true);
    expect(guard.isMuted('ann', now + 600_000)).toBe(false);
    guard.heard('ann', { senderId: 'ann', text: 'same' }, now + 600_000);
    expect(answer(guard, now + 600_500)).toBe(false);
  });

  it('begins to count anew after one slower message', () => {
    const guard = new LoopGuard();
    let now = 0;
    for (let count = 1; count <= 30; count++) {
      now += count % 8 === 0 ? 5_000 : 100;
      guard.heard('ann', { senderId: 'ann', text: different(count % 20) }, now);
      now += 100;
      expect(answer(guard, now)).toBe(false);
    }
  });

  it('knows contacts apart', () => {
    const { guard, now } = exchange(() => 'same', 1_000);
    expect(guard.isMuted('bob', now)).toBe(false);
  });
});
