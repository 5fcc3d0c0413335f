import { describe, expect, it } from 'vitest';
import { isPrivateName, isPublicAddress, literalAddress } from './address.ts';
import { PRIVATE_ADDRESSES, PUBLIC_ADDRESSES } from './test-support/private-addresses.ts';

describe('isPublicAddress', () => {
  it.each(PRIVATE_ADDRESSES)('is not %s', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it.each(PUBLIC_ADDRESSES)('is %s', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it.each([
    '',
    'example.com',
    '1.1',
    '016.1.1.1',
    '0x1.1.1.1',
    '1.1.1.1/8',
    '[2606:4700::1]',
    'fe80::1%eth0',
  ])('is not %j', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});

describe('literalAddress', () => {
  it.each([
    ['http://127.1/', '127.0.0.1'],
    ['http://2130706433/', '127.0.0.1'],
    ['http://0x7f.0.0.1/', '127.0.0.1'],
    ['http://[::1]/', '::1'],
    ['http://[::ffff:127.0.0.1]/', '::ffff:7f00:1'],
    ['http://127.0.0.1./', '127.0.0.1'],
    ['http://example.com/', null],
    ['http://localhost/', null],
  ])('is, for %s, %s', (url, address) => {
    expect(literalAddress(new URL(url).hostname)).toBe(address);
  });
});

describe('isPrivateName', () => {
  it.each([
    'localhost',
    'localhost.',
    'receiver',
    'a.localhost',
    'nas.local',
    'x.corp.internal',
    'box.home.arpa',
  ])('is %s', (name) => {
    expect(isPrivateName(name)).toBe(true);
  });

  it.each(['example.com', 'example.com.', 'localhost.example.com', 'notlocal.dev', 'xlocal.io'])(
    'is not %s',
    (name) => {
      expect(isPrivateName(name)).toBe(false);
    },
  );
});
