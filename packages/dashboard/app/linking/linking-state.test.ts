import { describe, expect, it } from 'vitest';
import type { BotErrorJson, BotStatusJson } from '../api/api-json.ts';
import { isUnfinished, type LinkingState, linkingState } from './linking-state.ts';

type Status = Parameters<typeof linkingState>[0];

const of = (status: BotStatusJson['status'], more: Partial<BotStatusJson> = {}): Status => ({
  status,
  authenticated: false,
  ...more,
});
const failure = (code: string): { last_error: BotErrorJson } => ({
  last_error: { code, message: `It is ${code}.`, time: 1 },
});
const linked = { authenticated: true };

describe('linkingState', () => {
  const cases: [Status, LinkingState][] = [
    [null, { kind: 'preparing' }],
    [of('connecting'), { kind: 'preparing' }],
    [of('linking'), { kind: 'preparing' }],
    [of('linking', { qr: 'data:,' }), { kind: 'qr', qr: 'data:,' }],
    [of('linking', { pairing_code: 'ABCD1234' }), { kind: 'code', code: 'ABCD1234' }],
    [of('connecting', linked), { kind: 'scanned', problem: null }],
    [
      of('connecting', { ...linked, ...failure('store_unavailable') }),
      { kind: 'scanned', problem: 'It is store_unavailable.' },
    ],
    [of('connected', { ...linked, history_percent: 0 }), { kind: 'syncing', percent: 0 }],
    [of('connected', { ...linked, history_percent: 41.7 }), { kind: 'syncing', percent: 42 }],
    [of('connected', linked), { kind: 'connected' }],
    [of('connected', { ...linked, ...failure('llm_auth') }), { kind: 'connected' }],
    [of('disconnected', failure('link_expired')), { kind: 'expired' }],
    [of('disconnected', failure('forbidden')), { kind: 'failed', message: 'It is forbidden.' }],
    [
      of('disconnected', { ...linked, ...failure('replaced') }),
      { kind: 'stopped', problem: 'It is replaced.' },
    ],
    [of('disconnected', failure('llm_key_missing')), { kind: 'ended' }],
    [of('disconnected'), { kind: 'ended' }],
    [of('disconnected', linked), { kind: 'stopped', problem: null }],
    [of('invalid_config'), { kind: 'invalid' }],
  ];

  it.each(cases)('of %o is %o', (status, expected) => {
    expect(linkingState(status)).toEqual(expected);
  });

  it('is unfinished until the phone has taken the bot', () => {
    const unfinished = cases.map(([, state]) => state).filter(isUnfinished);
    expect(new Set(unfinished.map(({ kind }) => kind))).toEqual(new Set(['preparing', 'qr', 'code']));
  });
});
