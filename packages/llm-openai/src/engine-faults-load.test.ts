import { afterEach, describe, expect, it } from 'vitest';
import { BEN, EngineRig, isAbout } from './testing/engine-rig.ts';

const LOAD_TIMEOUT_MS = 60_000;

let rig: EngineRig;

afterEach(() => rig[Symbol.asyncDispose]());

function contactsNumbered(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `contact${index}@fake`);
}

describe('Many chats at once', () => {
  it(
    'answers 999 while the model thinks about the thousandth',
    async () => {
      const [slow = '', ...others] = contactsNumbered(1_000);
      rig = await EngineRig.begin({ contacts: [slow, ...others] });
      const held = rig.server.hold({ when: isAbout(`hello from ${slow}`) });
      await Promise.all(
        [slow, ...others].map((contact) => rig.account.says(contact, `hello from ${contact}`)),
      );
      await rig.until(
        () => rig.account.sent.length >= others.length,
        () => `${rig.account.sent.length} were answered`,
      );
      expect(rig.sentTo(slow)).toEqual([]);
      held.release();
      await rig.hears(slow, 1);
      for (const contact of [slow, ...others]) {
        expect(rig.sentTo(contact)).toEqual([`ok: hello from ${contact}`]);
      }
      expect(rig.server.requests).toHaveLength(1_000);
    },
    LOAD_TIMEOUT_MS,
  );

  it(
    'frees every lane of 100 chats whose calls hang, and answers them all when the model is back',
    async () => {
      const contacts = contactsNumbered(100);
      rig = await EngineRig.begin({ contacts, llm: { timeout_ms: 200, max_retries: 0 } });
      const hanging = rig.server.fail('hang', { times: Number.POSITIVE_INFINITY });
      await Promise.all(contacts.map((contact) => rig.account.says(contact, `hello from ${contact}`)));
      await rig.until(
        () => rig.failures.length >= 5,
        () => `${rig.failures.length} failed`,
      );
      expect(rig.account.sent).toEqual([]);
      hanging.release();
      while (rig.account.sent.length === 0) await rig.passPause();
      await rig.until(
        () => rig.account.sent.length >= contacts.length,
        () => `${rig.account.sent.length} were answered`,
      );
      for (const contact of contacts) expect(rig.sentTo(contact)).toEqual([`ok: hello from ${contact}`]);
    },
    LOAD_TIMEOUT_MS,
  );
});

describe('A burst of 200 messages in one chat', () => {
  const texts = Array.from({ length: 200 }, (_, index) => `message ${index}`);

  it('has every message answered that the limits let in', async () => {
    const queue_config = { max_messages: 300, max_characters: 30_000 };
    const document = { queue_config, context_config: { ...queue_config, shared_context: false } };
    rig = await EngineRig.begin({ document });
    for (const text of texts) await rig.account.says(BEN, text);
    const answered = () => rig.sentTo(BEN).flatMap((text) => text.replace('ok: ', '').split(', '));
    await rig.until(
      () => new Set(answered()).size >= texts.length,
      () => `${new Set(answered()).size} messages were answered`,
    );
    expect(answered()).toEqual(texts);
    expect(rig.evictions).toEqual([]);
    expect(await rig.queued(BEN)).toEqual([]);
  });

  it('has every message answered or told as evicted, with the limits of every bot', async () => {
    rig = await EngineRig.begin();
    const held = rig.server.hold();
    for (const text of texts) await rig.account.says(BEN, text);
    held.release();
    await rig.until(
      () => rig.sentTo(BEN).some((text) => text.endsWith('message 199')),
      () => 'The newest message was not answered',
    );
    const answered = (await rig.conversation(BEN))
      .filter(({ source }) => source === 'user')
      .map(({ id }) => id);
    const evicted = rig.evictions.map(({ messageId }) => messageId);
    expect([...answered, ...evicted].map(Number).sort((a, b) => a - b)).toEqual(
      texts.map((_, index) => index + 1),
    );
    expect(rig.evictions.every(({ wasWaiting }) => wasWaiting)).toBe(true);
    expect(await rig.queued(BEN)).toEqual([]);
  });
});
