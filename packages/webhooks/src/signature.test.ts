import { describe, expect, it } from 'vitest';
import { secretKey, signatureOf } from './signature.ts';

describe('signatureOf', () => {
  it('signs as the published example of Standard Webhooks does', () => {
    const key = secretKey('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw');
    const content = {
      id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      timestamp: 1614265330,
      body: '{"test": 2432232314}',
    };
    expect(signatureOf(content, key)).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
  });
});

describe('secretKey', () => {
  it('is the UTF-8 of a secret as it is', () => {
    expect(secretKey('sésame, sésame')).toEqual(Buffer.from('sésame, sésame', 'utf8'));
  });

  it.each(['_-_-_-_-_-_-_-_-_-_-', 'abcde', 'ab=cdefg', 'clé clé clé clé '])(
    'refuses %j behind whsec_, without telling it',
    (encoded) => {
      const make = () => secretKey(`whsec_${encoded}`);
      expect(make).toThrow(TypeError);
      expect(make).not.toThrow(encoded);
    },
  );

  it.each(['AAECAwQFBgc=', 'AAECAwQFBgc'])('takes %s with and without the padding', (encoded) => {
    expect([...secretKey(`whsec_${encoded}`)]).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });
});
