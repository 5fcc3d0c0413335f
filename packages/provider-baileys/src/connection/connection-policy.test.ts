import { describe, expect, it } from 'vitest';
import { nextStep } from './connection-policy.ts';
import type { Disconnect } from './disconnect.ts';

const fresh = { badSessions: 0, restarts: 0 };
const closed = (statusCode: number | undefined, message = ''): Disconnect => ({
  kind: 'platform',
  statusCode,
  message,
});

describe('nextStep', () => {
  it.each([
    [515, 'none'],
    [408, 'backoff'],
    [428, 'backoff'],
    [500, 'backoff'],
    [503, 'long'],
    [429, 'backoff'],
    [undefined, 'backoff'],
  ] as const)('reconnects after %s with the wait "%s"', (code, wait) => {
    expect(nextStep(closed(code, 'Connection was lost'), fresh)).toEqual({
      kind: 'reconnect',
      wait,
      error: null,
    });
  });

  it.each([
    [401, 'logged_out', true],
    [403, 'forbidden', false],
    [405, 'version_refused', false],
    [411, 'forbidden', false],
    [440, 'replaced', false],
  ] as const)('stops after %i with %s; forgets the credentials: %s', (code, error, forgetsCredentials) => {
    expect(nextStep(closed(code), fresh)).toMatchObject({
      kind: 'stop',
      error: { code: error },
      forgetsCredentials,
    });
  });

  it('tells the end of the QRs from a lost connection', () => {
    expect(nextStep(closed(408, 'QR refs attempts ended'), fresh)).toMatchObject({
      kind: 'stop',
      error: { code: 'link_expired' },
      forgetsCredentials: false,
    });
  });

  it('gives up on a bad session after four reconnections', () => {
    expect(nextStep(closed(500), { ...fresh, badSessions: 3 }).kind).toBe('reconnect');
    expect(nextStep(closed(500), { ...fresh, badSessions: 4 })).toMatchObject({
      kind: 'stop',
      error: { code: 'auth_corrupt' },
      forgetsCredentials: false,
    });
  });

  it('waits when the platform asks for a restart again and again', () => {
    expect(nextStep(closed(515), { ...fresh, restarts: 5 })).toMatchObject({ wait: 'backoff' });
  });

  it('reconnects with an explanation when the store failed', () => {
    expect(nextStep({ kind: 'store_unavailable', cause: null }, fresh)).toMatchObject({
      kind: 'reconnect',
      wait: 'backoff',
      error: { code: 'store_unavailable' },
    });
  });

  it('stops and keeps everything when credentials cannot be read', () => {
    expect(nextStep({ kind: 'auth_corrupt', cause: null }, fresh)).toMatchObject({
      kind: 'stop',
      error: { code: 'auth_corrupt' },
      forgetsCredentials: false,
    });
  });
});
