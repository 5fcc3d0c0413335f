import { describe, expect, it } from 'vitest';
import { groupedCode, phoneNumberOf, withPhoneNumber } from './phone-number.ts';

describe('phoneNumberOf', () => {
  it.each([
    ['+1 (555) 010-0000', '+15550100000'],
    ['0049 30 123456', '+4930123456'],
    ['15550100000', '15550100000'],
    ['', null],
    ['12345', null],
    ['+1555010000012345', null],
    ['call me', null],
  ])('makes of %j %j', (typed, expected) => {
    expect(phoneNumberOf(typed)).toBe(expected);
  });
});

describe('groupedCode', () => {
  it.each([
    ['ABCD1234', 'ABCD-1234'],
    ['ABCDE', 'ABCD-E'],
    ['', ''],
  ])('makes of %j %j', (code, expected) => {
    expect(groupedCode(code)).toBe(expected);
  });
});

describe('withPhoneNumber', () => {
  const configuration = {
    user_id: 'ann',
    chat_provider_config: { provider_name: 'whatsAppBaileyes', provider_config: { timezone: 'Asia/Tokyo' } },
    behavior: { profile: 'instant' },
  };

  it('sets the number, and takes it away again, beside everything else', () => {
    const withNumber = withPhoneNumber(configuration, '+15550100000');
    expect(withNumber).toEqual({
      ...configuration,
      chat_provider_config: {
        provider_name: 'whatsAppBaileyes',
        provider_config: { timezone: 'Asia/Tokyo', pairing_phone_number: '+15550100000' },
      },
    });
    expect(withPhoneNumber(withNumber, null)).toEqual(configuration);
  });
});
