import { describe, expect, it } from 'vitest';
import { isGroupAdmin } from './group-admin.ts';

describe('isGroupAdmin', () => {
  const participants = [
    { id: '90000000001@lid', phoneNumber: '15551110001@s.whatsapp.net', admin: 'superadmin' as const },
    { id: '15551110002:3@s.whatsapp.net', lid: '90000000002@lid', admin: 'admin' as const },
    { id: '90000000003@lid', admin: null },
  ];

  it.each([
    ['the founder', '90000000001@lid', true],
    ['the founder by number', '15551110001@s.whatsapp.net', true],
    ['an administrator', '15551110002@s.whatsapp.net', true],
    ['an administrator by LID', '90000000002@lid', true],
    ['a member', '90000000003@lid', false],
    ['a stranger', '90000000004@lid', false],
  ])('of %s', (_who, id, expected) => {
    expect(isGroupAdmin({ participants }, ['1@lid', id])).toBe(expected);
  });
});
