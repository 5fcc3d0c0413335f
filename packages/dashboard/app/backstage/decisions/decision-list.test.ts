import { describe, expect, it } from 'vitest';
import type { MessageJson } from '../../api/api-json.ts';
import type { BackstageEvent, DecisionJson, VerdictName } from '../backstage-json.ts';
import { decisionKey, withDecisionEvent, withOlderDecisions } from './decision-list.ts';

const ABOUT = { user_id: 'dana', correspondent_id: 'ann', time: 5_000 };
const TURN = { ...ABOUT, turn_id: 'T', message_ids: [1], parts: 0, usage: null, duration_ms: 1 };

describe('the list of decisions', () => {
  it('takes older pages behind it without repeating anything', () => {
    const list = withOlderDecisions(
      { decisions: [decision(3), decision(2)], next: 'n' },
      { decisions: [decision(2), decision(1)], next: null },
    );
    expect(list.decisions.map(decisionKey)).toEqual(['ann 3', 'ann 2', 'ann 1']);
    expect(list.next).toBeNull();
  });

  it.each<[string, BackstageEvent, [VerdictName, string | null][]]>([
    [
      'a message',
      heard(2, 'waiting', null),
      [
        ['pending', null],
        ['pending', null],
      ],
    ],
    [
      'one that is only kept',
      heard(2, 'collected', 'whitelist'),
      [
        ['collected', 'whitelist'],
        ['pending', null],
      ],
    ],
    ['one that is known', heard(1, 'waiting', null), [['pending', null]]],
    ['one of the time before the bot', heard(2, 'said', null), [['pending', null]]],
    ['thinking', { kind: 'turn', data: { ...TURN, stage: 'thinking', reason: null } }, [['pending', null]]],
    ['an answer', { kind: 'turn', data: { ...TURN, stage: 'answered', reason: null } }, [['answered', null]]],
    [
      'silence',
      { kind: 'turn', data: { ...TURN, stage: 'silent', reason: 'no_reply' } },
      [['silent', 'no_reply']],
    ],
    [
      'lateness',
      { kind: 'turn', data: { ...TURN, stage: 'skipped', reason: 'stale' } },
      [['skipped', 'stale']],
    ],
    [
      'an eviction',
      { kind: 'eviction', data: { ...ABOUT, message_id: 1, reason: 'age', was_waiting: true } },
      [['evicted', 'age']],
    ],
    ['what the owner writes', heard(9, 'said', null, 'user_outgoing'), [['owner', 'owner']]],
    ['a deletion', { kind: 'deletion', data: { ...ABOUT, message: message(1) } }, [['skipped', 'deleted']]],
    ['an erasure', { kind: 'erasure', data: ABOUT }, []],
    [
      'another contact',
      {
        kind: 'eviction',
        data: { ...ABOUT, correspondent_id: 'bob', message_id: 1, reason: 'age', was_waiting: true },
      },
      [['pending', null]],
    ],
  ])('goes on with %s', (_, event, expected) => {
    const list = withDecisionEvent({ decisions: [decision(1)], next: null }, event);
    expect(list.decisions.map(({ verdict, reason }) => [verdict, reason])).toEqual(expected);
    expect(withDecisionEvent(list, event)).toEqual(list);
  });
});

function message(id: number): MessageJson {
  return {
    id,
    content: `m${id}`,
    sender: { identifier: 'ann', display_name: 'Ann', alternate_identifiers: [] },
    source: 'user',
    accepted_time: id,
    message_size: 2,
    originating_time: id,
    group: null,
    provider_message_id: `P${id}`,
  };
}

function decision(id: number): DecisionJson {
  return { correspondent_id: 'ann', verdict: 'pending', reason: null, message: message(id) };
}

function heard(
  id: number,
  state: string,
  reason: string | null,
  source: MessageJson['source'] = 'user',
): BackstageEvent {
  return { kind: 'message', data: { ...ABOUT, message: { ...message(id), source }, state, reason } };
}
