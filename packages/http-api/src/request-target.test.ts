import { describe, expect, it } from 'vitest';
import { parseTarget } from './request-target.ts';

describe('parseTarget', () => {
  it.each([
    ['/', { authority: null, path: '/', search: '' }],
    ['/api/queue/ann?a=1?b', { authority: null, path: '/api/queue/ann', search: '?a=1?b' }],
    ['/api/../%2e%2e/x', { authority: null, path: '/api/../%2e%2e/x', search: '' }],
    ['//evil.tld/api', { authority: null, path: '//evil.tld/api', search: '' }],
    ['http://evil.tld:80/api?a', { authority: 'evil.tld:80', path: '/api', search: '?a' }],
    ['HTTP://evil.tld', { authority: 'evil.tld', path: '', search: '' }],
    ['http://evil.tld?a=1', { authority: 'evil.tld', path: '', search: '?a=1' }],
    ['*', { authority: null, path: '*', search: '' }],
  ])('takes %s apart', (url, target) => {
    expect(parseTarget(url)).toEqual(target);
  });
});
