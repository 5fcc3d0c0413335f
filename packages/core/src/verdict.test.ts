import { describe, expect, it } from 'vitest';
import type { Chat, MessageOrigin } from './contracts/message.ts';
import { type Circumstances, verdictOn } from './verdict.ts';
import { Whitelist } from './whitelist.ts';

const ann: Chat = { kind: 'direct', identifier: 'ann@x', alternateIdentifiers: [] };
const group: Chat = { kind: 'group', identifier: 'movies@x', alternateIdentifiers: [] };
const stranger: Chat = { kind: 'direct', identifier: 'stranger@x', alternateIdentifiers: [] };
const named: Chat = { ...stranger, pushName: 'Ann' };

function verdict(
  chat: Chat,
  origin: MessageOrigin,
  more: Partial<Circumstances> & { groups?: boolean; offline?: boolean },
) {
  const { groups = false, offline = false, ...rest } = more;
  const settings = {
    allow_group_messages: groups,
    process_offline_messages: offline,
    match_push_names: false,
  };
  const lists = { respond_to_whitelist: ['ann@x', 'Ann'], respond_to_whitelist_group: ['movies@x'] };
  return verdictOn(
    { chat, origin },
    {
      mode: 'fully_functional',
      whitelist: new Whitelist(lists, settings),
      settings,
      hasNoModel: false,
      isSuspended: false,
      isMuted: false,
      ...rest,
    },
  );
}

const waiting = { state: 'waiting', reason: null };
const collected = (reason: string) => ({ state: 'collected', reason });

describe('verdictOn', () => {
  it.each([
    ['a listed contact', ann, 'live', {}, waiting],
    ['a stranger', stranger, 'live', {}, collected('whitelist')],
    ['a name that the contact gave itself', named, 'live', {}, collected('push_name')],
    ['a group while groups are not allowed', group, 'live', {}, { state: 'ignored' }],
    ['the history of a group while groups are not allowed', group, 'history', {}, { state: 'ignored' }],
    ['a listed group', group, 'live', { groups: true }, waiting],
    ['history', ann, 'history', {}, { state: 'said', reason: null }],
    ['history of a stranger', stranger, 'history', {}, { state: 'said', reason: null }],
    ['the backlog', ann, 'offline', {}, collected('offline')],
    ['the backlog when it is wanted', ann, 'offline', { offline: true }, waiting],
    ['the backlog of a stranger', stranger, 'offline', { offline: true }, collected('whitelist')],
    [
      'anybody without a language model',
      ann,
      'live',
      { mode: 'collection_only' },
      collected('collection_only'),
    ],
    ['anybody without a key', ann, 'live', { hasNoModel: true }, collected('llm_key_missing')],
    ['anybody while the key is refused', ann, 'live', { isSuspended: true }, collected('llm_suspended')],
    ['a contact that seems to be a bot', ann, 'live', { isMuted: true }, collected('loop_guard')],
  ] as [string, Chat, MessageOrigin, Parameters<typeof verdict>[2], object][])(
    'on %s',
    (_, chat, origin, circumstances, expected) => {
      expect(verdict(chat, origin, circumstances)).toEqual(expected);
    },
  );
});
