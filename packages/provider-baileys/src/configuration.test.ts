import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { baileysConfigurationSchema } from './configuration.ts';

describe('baileysConfigurationSchema', () => {
  it('gives an empty document the defaults', () => {
    expect(baileysConfigurationSchema.parse({})).toEqual({
      allow_group_messages: false,
      process_offline_messages: false,
      sync_full_history: true,
      match_push_names: false,
    });
  });

  it('keeps keys that it does not know', () => {
    expect(baileysConfigurationSchema.parse({ keepAliveIntervalMs: 5_000 })).toMatchObject({
      keepAliveIntervalMs: 5_000,
    });
  });

  it.each([
    'auth',
    'logger',
    'makeSignalRepository',
    'waWebSocketUrl',
    'agent',
    'fetchAgent',
    'options',
    'customUploadHosts',
    'getMessage',
    'cachedGroupMetadata',
    'patchMessageBeforeSending',
    'msgRetryCounterCache',
    'version',
  ])('refuses %s by name and says where to set it', (key) => {
    const result = baileysConfigurationSchema.safeParse({ [key]: 'x' });
    expect(result.error?.issues).toEqual([
      expect.objectContaining({ path: [key], message: expect.stringContaining(`socket: { ${key}: … }`) }),
    ]);
  });

  it('names every refused key at once', () => {
    const result = baileysConfigurationSchema.safeParse({ auth: 1, agent: 2, timezone: 'nowhere' });
    expect(result.error?.issues.map(({ path }) => path.join('.')).sort()).toEqual([
      'agent',
      'auth',
      'timezone',
    ]);
  });

  it.each([
    ['Europe/Berlin', true],
    ['UTC', true],
    ['America/Argentina/Buenos_Aires', true],
    ['Mars/Olympus', false],
    ['', false],
  ])('takes the time zone %j: %s', (timezone, isValid) => {
    expect(baileysConfigurationSchema.safeParse({ timezone }).success).toBe(isValid);
  });

  it.each([
    ['+15550100000', true],
    ['15550100000', true],
    ['0155', false],
    ['Ann', false],
  ])('takes the phone number %j: %s', (pairing_phone_number, isValid) => {
    expect(baileysConfigurationSchema.safeParse({ pairing_phone_number }).success).toBe(isValid);
  });

  it.each([
    ['allow_group_messages', 'yes'],
    ['sync_full_history', 1],
    ['timezone', 5],
  ])('refuses %s = %j', (key, value) => {
    expect(baileysConfigurationSchema.safeParse({ [key]: value }).error?.issues[0]?.path).toEqual([key]);
  });

  it('tells in its JSON Schema which names are refused', () => {
    const { propertyNames } = z.toJSONSchema(baileysConfigurationSchema, { io: 'input', target: 'draft-7' });
    const allowed = new RegExp(String(Object(propertyNames).pattern));
    const names = ['auth', 'version', 'timezone', 'authority', 'keepAliveIntervalMs'];
    expect(names.filter((name) => !allowed.test(name))).toEqual(['auth', 'version']);
  });

  it('describes every key for people in its JSON Schema', () => {
    const { properties } = z.toJSONSchema(baileysConfigurationSchema, { io: 'input', target: 'draft-7' });
    const texts = Object.values(properties ?? {}).map((property) => Object(property));
    expect(texts).toHaveLength(6);
    expect(texts.every(({ title, description }) => Boolean(title && description))).toBe(true);
  });
});
