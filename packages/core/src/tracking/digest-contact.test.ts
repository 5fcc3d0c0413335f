import { describe, expect, it } from 'vitest';
import type { Chat } from '../contracts/message.ts';
import { contactMeant } from './digest-contact.ts';

const chat = (identifier: string, more: Partial<Chat> = {}): Chat => ({
  kind: 'direct',
  identifier,
  alternateIdentifiers: [],
  ...more,
});

describe('contactMeant', () => {
  const chats = [
    chat('15551110001@s.whatsapp.net', { savedName: 'Noa', alternateIdentifiers: ['77@lid'] }),
    chat('15551110002@s.whatsapp.net', { pushName: 'Dana' }),
    chat('15551110003@s.whatsapp.net', { savedName: 'Twin' }),
    chat('15551110004@s.whatsapp.net', { savedName: 'Twin' }),
    chat('1-2@g.us', { kind: 'group', savedName: 'Movies' }),
  ];

  it.each([
    ['15551110002@s.whatsapp.net', '15551110002@s.whatsapp.net'],
    ['77@lid', '15551110001@s.whatsapp.net'],
    ['+1 555 111 0002', '15551110002@s.whatsapp.net'],
    ['noa', '15551110001@s.whatsapp.net'],
    ['Movies', '1-2@g.us'],
  ])('finds %j', (entry, expected) => {
    expect(contactMeant(entry, chats)).toBe(expected);
  });

  it.each([
    ['a name that somebody gave itself', 'Dana'],
    ['a name that two have', 'Twin'],
    ['somebody unknown', '+1 555 111 0009'],
  ])('finds nobody by %s', (_, entry) => {
    expect(contactMeant(entry, chats)).toBe(null);
  });
});
