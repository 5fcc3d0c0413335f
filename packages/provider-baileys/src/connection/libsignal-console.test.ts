import { describe, expect, it } from 'vitest';
import { filterLibsignalOutput, isLibsignalOutput } from './libsignal-console.ts';

const session = { indexInfo: { closed: -1 }, _chains: {}, currentRatchet: { rootKey: 'secret' } };
const inLibsignal =
  'Error: caller\n    at SessionRecord.closeSession (/app/node_modules/libsignal/src/session_record.js:273:17)';
const elsewhere = 'Error: caller\n    at main (/app/src/main.js:1:1)';

describe('isLibsignalOutput', () => {
  it.each([
    ['Closing session:', [session]],
    ['Opening session:', [session]],
    ['Removing old closed session:', [session]],
    ['Session already closed', [session]],
  ])('recognises %j with a session wherever it comes from', (line, rest) => {
    expect(isLibsignalOutput([line, ...rest], elsewhere)).toBe(true);
  });

  it.each([
    'Closing open session in favor of incoming prekey bundle',
    'Failed to decrypt message with any known session...',
    'Session error:Error: Bad MAC',
    'Decrypted message with closed session.',
    'Session already open',
  ])('recognises %j by the file it comes from', (line) => {
    expect(isLibsignalOutput([line], inLibsignal)).toBe(true);
    expect(isLibsignalOutput([line], elsewhere)).toBe(false);
  });

  it.each([['hello'], [{ session }], [42], []])('leaves %j alone', (...values) => {
    expect(isLibsignalOutput(values, inLibsignal)).toBe(false);
  });
});

describe('filterLibsignalOutput', () => {
  function recorded() {
    const lines: unknown[][] = [];
    const write = (...values: unknown[]) => void lines.push(values);
    return { lines, target: { info: write, warn: write, error: write } };
  }

  it('drops sessions and lets everything else through', () => {
    const { lines, target } = recorded();
    filterLibsignalOutput(target);
    target.info('Closing session:', session);
    target.info('Closing session:', 'of the program itself');
    target.warn('careful', 1);
    target.error(new Error('real'));
    expect(lines).toEqual([
      ['Closing session:', 'of the program itself'],
      ['careful', 1],
      [new Error('real')],
    ]);
  });

  it('filters once, and again what somebody has put in place of the filter', () => {
    const { lines, target } = recorded();
    filterLibsignalOutput(target);
    const first = target.info;
    filterLibsignalOutput(target);
    expect(target.info).toBe(first);
    target.info = (...values: unknown[]) => void lines.push(['theirs', ...values]);
    filterLibsignalOutput(target);
    target.info('Opening session:', session);
    target.info('hello');
    expect(lines).toEqual([['theirs', 'hello']]);
  });
});
