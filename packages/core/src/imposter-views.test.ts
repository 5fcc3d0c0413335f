import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { settled } from '@chat-imposter/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LlmError } from './contracts/llm-provider.ts';
import { ANN, document, MINUTE, OWNER, setUp, setUpLinked } from './test-support/bot.ts';

const STRANGER = 'stranger@fake';

describe('imposter.contacts', () => {
  it('tells who wrote, and whether they may be answered', async () => {
    const { account, imposter } = await setUpLinked();
    await account.says(ANN, 'hello');
    await account.says(STRANGER, 'hello');
    const shown = (await imposter.contacts('yahav')).map(({ chat, mayReply, reason }) => [
      chat.identifier,
      mayReply,
      reason,
    ]);
    expect(shown).toEqual([
      [ANN, true, null],
      [STRANGER, false, 'whitelist'],
    ]);
    await expect(imposter.contacts('nobody')).rejects.toMatchObject({ code: 'unknown_bot' });
  });
});

describe('imposter.conversation', () => {
  it('pages through all that was said, newest first, whatever has become of it', async () => {
    const { account, imposter, clock } = await setUpLinked();
    for (const text of ['one', 'two']) {
      await account.says(ANN, text);
      await clock.advance(MINUTE);
    }
    await account.says(STRANGER, 'not this');
    const first = await imposter.conversation('yahav', ANN, { limit: 3 });
    expect(first.correspondentId).toBe(ANN);
    expect(first.messages.map(({ content, source, state }) => [content, source, state])).toEqual([
      ['echo: two', 'bot', 'said'],
      ['two', 'user', 'answered'],
      ['echo: one', 'bot', 'said'],
    ]);
    const second = await imposter.conversation('yahav', ANN, { limit: 3, before: first.next });
    expect(second).toMatchObject({ messages: [{ content: 'one' }], next: null });
    const unknown = imposter.conversation('yahav', 'nobody@fake');
    await expect(unknown).rejects.toMatchObject({ code: 'unknown_contact' });
    const wrong = imposter.conversation('yahav', ANN, { before: 'x' });
    await expect(wrong).rejects.toMatchObject({ code: 'invalid_cursor' });
  });
});

describe('imposter.decisions', () => {
  async function verdicts(imposter: Awaited<ReturnType<typeof setUpLinked>>['imposter']) {
    const { decisions } = await imposter.decisions('yahav');
    return decisions.map(({ message, verdict, reason }) => [message.content, verdict, reason]);
  }

  it('has one verdict for each message of a contact, and why', async () => {
    const { account, llm, imposter, clock } = await setUpLinked({ queue_config: { max_messages: 2 } });
    await account.says(ANN, 'answered');
    await settled();
    llm.answerWith(() => Promise.reject(new LlmError('content_filter', 'No.')));
    await account.says(ANN, 'refused');
    await settled();
    llm.answerWith(() => new Promise(() => {}));
    await account.says(ANN, 'by the owner');
    await settled();
    await account.says(ANN, 'I take this one', { sender: OWNER, source: 'user_outgoing' });
    for (const text of ['pushed out', 'second', 'third']) await account.says(STRANGER, text);
    await imposter.clearQueue('yahav', STRANGER);
    await account.says(STRANGER, 'collected');
    await account.says(ANN, 'pending');
    await settled();
    expect(await verdicts(imposter)).toEqual([
      ['pending', 'pending', null],
      ['collected', 'collected', 'whitelist'],
      ['third', 'cleared', null],
      ['second', 'cleared', null],
      ['pushed out', 'evicted', 'message_count'],
      ['by the owner', 'owner', 'owner'],
      ['refused', 'silent', 'content_filter'],
      ['answered', 'answered', null],
    ]);
    await clock.advance(MINUTE);
  });

  it('tells what was too late, and in Collection Only', async () => {
    const { account, llm, imposter, clock } = await setUpLinked();
    llm.answerWith(() => Promise.reject(new LlmError('server', 'Down.')));
    await account.says(ANN, 'too late');
    await clock.advance(15 * MINUTE);
    expect(await verdicts(imposter)).toEqual([['too late', 'skipped', 'stale']]);
    await imposter.stop('yahav');
    await imposter.saveConfiguration(document({ llm_provider_config: null }));
    await imposter.resume('yahav');
    await account.says(ANN, 'noted');
    expect((await verdicts(imposter))[0]).toEqual(['noted', 'collected', 'collection_only']);
  });
});

describe('imposter.usage', () => {
  it('adds up what the model cost by the hour', async () => {
    const { account, imposter, clock } = await setUpLinked();
    await clock.advance(60 * MINUTE - (clock.now() % (60 * MINUTE)));
    const hour = clock.now();
    for (const text of ['one', 'two']) {
      await account.says(ANN, text);
      await clock.advance(MINUTE);
    }
    await clock.advance(60 * MINUTE);
    await account.says(ANN, 'three');
    await settled();
    const usage = await imposter.usage('yahav');
    expect(usage.map(({ start, turns, calls }) => [start, turns, calls])).toEqual([
      [hour, 2, 2],
      [hour + 60 * MINUTE, 1, 1],
    ]);
    expect(usage[0]?.inputTokens).toBe(2 * (usage[1]?.inputTokens ?? 0));
    expect(await imposter.usage('yahav', { from: hour + 60 * MINUTE })).toEqual(usage.slice(1));
    expect(await imposter.usage('yahav', { until: hour })).toEqual([]);
  });
});

describe('imposter.logLines', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'log-lines-'));
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('are the newest of a contact, oldest first', async () => {
    const { imposter, chat } = setUp({ logDirectory: folder });
    await imposter.start(document());
    const account = chat.account('yahav');
    await account.scan();
    for (const text of ['one', 'two', 'three']) await account.says(STRANGER, text);
    const lines = await imposter.logLines('yahav', STRANGER, 2);
    expect(lines.map((line) => line.split('::: ')[1])).toEqual(['two', 'three']);
    expect(await imposter.logLines('yahav', STRANGER, 500)).toHaveLength(3);
    await expect(imposter.logLines('yahav', 'nobody', 1)).rejects.toMatchObject({ code: 'unknown_contact' });
    await imposter.close();
  });

  it('are not to be had where none are written', async () => {
    const { imposter, account } = await setUpLinked();
    await account.says(STRANGER, 'one');
    await expect(imposter.logLines('yahav', STRANGER, 1)).rejects.toMatchObject({ code: 'not_supported' });
  });
});
