import { join } from 'node:path';
import { createImposter, type Imposter } from '@chat-imposter/core';
import { createBaileysProvider } from '@chat-imposter/provider-baileys';
import { createSqliteStore } from '@chat-imposter/store-sqlite';
import { type Phone, startWhatsAppServer } from '@chat-imposter/testing/whatsapp';
import { afterEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from './server-process.ts';

const cleanups: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** Every secret in the file, by bot; read without the code of the store. */
function secretsIn(path: string): Map<string, string[]> {
  const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
  const connection = new DatabaseSync(path, { readOnly: true });
  try {
    const secrets = new Map<string, string[]>();
    const rows = connection
      .prepare('SELECT user_id, key, value FROM credentials ORDER BY user_id, key')
      .all();
    for (const { user_id: userId, key, value } of rows as Record<string, string>[]) {
      secrets.set(userId ?? '', [...(secrets.get(userId ?? '') ?? []), `${key}=${value}`]);
    }
    return secrets;
  } finally {
    connection.close();
  }
}

async function link(imposter: Imposter, userId: string, phone: Phone): Promise<void> {
  const shown = new Promise<string>((resolve) => {
    imposter.on('qr', (event) => {
      if (event.userId === userId) resolve(event.text);
    });
  });
  await imposter.start({ user_id: userId, chat_provider_config: { provider_name: 'whatsAppBaileyes' } });
  await phone.scan(await shown);
  await phone.connected();
}

describe('unlinking one of several bots in one store', () => {
  it('deletes the secrets of exactly this bot, though ids begin with each other', async () => {
    const folder = await temporaryFolder();
    cleanups.push(folder.remove);
    const whatsApp = await startWhatsAppServer({ fewKeys: true });
    cleanups.push(() => whatsApp.close());
    const path = join(folder.path, 'imposter.db');
    const open = () =>
      createImposter({
        chat: [createBaileysProvider({ webSocketUrl: whatsApp.url })],
        store: createSqliteStore(path),
      });
    const imposter = open();
    cleanups.push(() => imposter.close());
    const ids = ['yahav', 'yahav-2', 'yahav-creds', 'ya'];
    const phones = ids.map((id, index) =>
      whatsApp.phone({ number: `1555000000${index}`, name: `Owner of ${id}` }),
    );
    for (const [index, id] of ids.entries()) await link(imposter, id, phones[index] as Phone);
    await imposter.close();
    const before = secretsIn(path);
    expect([...before.keys()].sort()).toEqual([...ids].sort());

    const again = open();
    cleanups.push(() => again.close());
    await again.unlink('yahav');
    await phones[0]?.unlinked();
    await again.close();
    before.delete('yahav');
    expect(secretsIn(path)).toEqual(before);
    expect(phones.map(({ linked }) => linked)).toEqual([false, true, true, true]);
  });
});
