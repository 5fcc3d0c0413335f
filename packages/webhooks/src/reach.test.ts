import type { LookupAddress } from 'node:dns';
import { describe, expect, it } from 'vitest';
import { checkedLookup, checkLiteral, type Reach, type Resolver } from './reach.ts';
import { PRIVATE_ADDRESSES, PUBLIC_ADDRESSES } from './test-support/private-addresses.ts';

const asAddress = (address: string): LookupAddress => ({ address, family: address.includes(':') ? 6 : 4 });

/** A resolver that answers with these, one list after the other. */
function resolving(...answers: readonly (readonly string[])[]): Resolver {
  let asked = 0;
  return (_name, _options, callback) => callback(null, (answers[asked++] ?? []).map(asAddress));
}

/** What a connection is given; the code of the error when that is nothing. */
function given(resolver: Resolver, { reach = 'public' as Reach, all = true } = {}): unknown {
  let result: unknown;
  checkedLookup(resolver, reach)('example.com', { all }, (error, addresses, family) => {
    result = error === null ? [addresses, family] : error.code;
  });
  return result;
}

describe('checkedLookup', () => {
  it.each(PRIVATE_ADDRESSES)('gives no connection to %s, nor to what stands beside it', (address) => {
    expect(given(resolving([address]))).toBe('ADDRESS_NOT_ALLOWED');
    expect(given(resolving(['1.1.1.1', address]))).toBe('ADDRESS_NOT_ALLOWED');
    expect(given(resolving([address]), { all: false })).toBe('ADDRESS_NOT_ALLOWED');
  });

  it.each(PUBLIC_ADDRESSES)('gives one to %s', (address) => {
    const { family } = asAddress(address);
    expect(given(resolving([address]))).toEqual([[{ address, family }], undefined]);
    expect(given(resolving([address]), { all: false })).toEqual([address, family]);
  });

  it('checks each answer of a resolver that changes its mind', () => {
    const resolver = resolving(['1.1.1.1'], ['127.0.0.1'], ['1.1.1.1']);
    expect([1, 2, 3].map(() => given(resolver))).toEqual([
      [[asAddress('1.1.1.1')], undefined],
      'ADDRESS_NOT_ALLOWED',
      [[asAddress('1.1.1.1')], undefined],
    ]);
  });

  it('passes on that a name is not known, and takes no address for none that is allowed', () => {
    const unknown: Resolver = (_name, _options, callback) =>
      callback(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }), []);
    expect(given(unknown)).toBe('ENOTFOUND');
    expect(given(resolving([]))).toBe('ADDRESS_NOT_ALLOWED');
  });

  it('keeps what is private private: plain http reaches nothing else', () => {
    expect(given(resolving(['1.1.1.1']), { reach: 'private' })).toBe('ADDRESS_NOT_ALLOWED');
    expect(given(resolving(['127.0.0.1']), { reach: 'private' })).toEqual([
      [asAddress('127.0.0.1')],
      undefined,
    ]);
    expect(given(resolving(['1.1.1.1', '10.0.0.1']), { reach: 'any' })).toHaveLength(2);
  });
});

describe('checkLiteral', () => {
  it.each(PRIVATE_ADDRESSES)('refuses %s in a URL', (address) => {
    const { hostname } = new URL(`https://${address.includes(':') ? `[${address}]` : address}/`);
    expect(() => checkLiteral(hostname, 'public')).toThrow('an address that it may not have');
    expect(() => checkLiteral(hostname, 'any')).not.toThrow();
  });

  it('leaves names to the lookup', () => {
    expect(() => checkLiteral('localhost', 'public')).not.toThrow();
  });
});
