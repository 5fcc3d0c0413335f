import type { BinaryNode } from '@whiskeysockets/baileys';
import { describe, expect, it } from 'vitest';
import { isBacklog, Stanzas, withoutBacklogMark } from './decrypted-stanza.ts';

const part = new Uint8Array([1, 2, 3]);
const waited: BinaryNode = {
  tag: 'message',
  attrs: { id: 'A', from: '1@s.whatsapp.net', offline: '0' },
  content: [{ tag: 'enc', attrs: { type: 'msg' }, content: part }],
};

describe('withoutBacklogMark', () => {
  it('takes the mark away and nothing else', () => {
    expect(withoutBacklogMark(waited)).toEqual({ ...waited, attrs: { id: 'A', from: '1@s.whatsapp.net' } });
    expect(isBacklog(withoutBacklogMark(waited))).toBe(false);
    expect(isBacklog(waited), 'the original').toBe(true);
  });
});

describe('Stanzas', () => {
  it('finds a stanza by the part that a copy of it carries', () => {
    const stanzas = new Stanzas();
    stanzas.remember(waited);
    const [enc] = withoutBacklogMark(waited).content as BinaryNode[];
    expect(stanzas.of(enc?.content as Uint8Array)).toBe(waited);
    expect(stanzas.of(new Uint8Array([1, 2, 3]))).toBeUndefined();
  });

  it('remembers which messages had waited', () => {
    const stanzas = new Stanzas();
    stanzas.remember({ tag: 'message', attrs: { id: 'B', offline: '1' } });
    stanzas.remember({ tag: 'message', attrs: { id: 'C' } });
    expect([stanzas.waited('B'), stanzas.waited('C')]).toEqual([true, false]);
  });
});
