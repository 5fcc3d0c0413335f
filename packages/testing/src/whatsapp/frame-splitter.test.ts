import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FrameSplitter, frame } from './frame-splitter.ts';

const INTRO = Buffer.from([0x57, 0x41, 6, 3]);

function routing(length: number): Buffer {
  return Buffer.concat([
    Buffer.from('ED\0\x01\0\0', 'latin1'),
    Buffer.from([length]),
    Buffer.alloc(length, 7),
  ]);
}

describe('FrameSplitter', () => {
  it('finds the same frames however the stream is cut', () => {
    const payloads = fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 6 });
    const cuts = fc.array(
      fc.nat({ max: 40 }).map((length) => length + 1),
      { minLength: 1 },
    );
    fc.assert(
      fc.property(payloads, cuts, fc.boolean(), (expected, lengths, routed) => {
        const intro = routed ? [routing(9), INTRO] : [INTRO];
        const stream = Buffer.concat([...intro, ...expected.map((payload) => frame(payload))]);
        const splitter = new FrameSplitter();
        const found: Buffer[] = [];
        for (let start = 0, turn = 0; start < stream.length; turn++) {
          const end = start + (lengths[turn % lengths.length] as number);
          found.push(...splitter.push(stream.subarray(start, end)));
          start = end;
        }
        expect(found.map((each) => [...each])).toEqual(expected.map((each) => [...each]));
      }),
    );
  });

  it('writes the length in three bytes, big endian', () => {
    expect([...frame(Buffer.alloc(0x010203)).subarray(0, 3)]).toEqual([1, 2, 3]);
  });

  it('refuses a stream that opens otherwise', () => {
    expect(() => new FrameSplitter().push(Buffer.from('GET /'))).toThrow('not a WhatsApp client');
  });
});
