import { describe, expect, it } from 'vitest';
import type { Delivery, Recipient } from './delivery.ts';
import { Intake } from './intake.ts';

const person = { identifier: '1@s.whatsapp.net', alternateIdentifiers: [] };
const chat = { ...person, kind: 'direct' } as const;
const sent = (content: string) => (): Delivery => ({
  kind: 'messages',
  messages: [
    {
      chat,
      sender: person,
      source: 'user',
      origin: 'live',
      providerMessageId: content,
      content,
      originatingTime: null,
    },
  ],
});
const changed = (content: string | null) => (): Delivery => {
  const message = { chat, sender: person, source: 'user', providerMessageId: '1' } as const;
  return content === null ? { kind: 'deletion', message } : { kind: 'edit', message, content };
};

const deaf: Recipient = { accept: async () => {}, edited: async () => {}, deleted: async () => {} };

describe('Intake', () => {
  function started() {
    const accepted: string[] = [];
    const core = { accept: async (_content: string): Promise<void> => {} };
    const intake = new Intake({
      accept: async (messages) => {
        for (const { content } of messages) {
          await core.accept(content);
          accepted.push(content);
        }
      },
      edited: async ({ providerMessageId }, content) => {
        await core.accept(content);
        accepted.push(`${providerMessageId} is ${content}`);
      },
      deleted: async ({ providerMessageId }) => {
        accepted.push(`${providerMessageId} is gone`);
      },
    });
    return { accepted, core, intake };
  }

  it('tells who people are before each message, and hands it over as it is then', async () => {
    const told: string[] = [];
    let name = 'nobody';
    const intake = new Intake(
      { ...deaf, accept: async ([message]) => void told.push(message?.content ?? '') },
      async () => {
        name = name === 'nobody' ? 'Ann' : 'Anna';
        told.push(`this is ${name}`);
      },
    );
    const says = (key: string) => intake.take(key, () => sent(`${name} says ${key}`)());
    await Promise.all([says('1'), says('2')]);
    expect(told).toEqual(['this is Ann', 'Ann says 1', 'this is Anna', 'Anna says 2']);
  });

  it('hands over nothing when it could not tell who people are', async () => {
    const accepted: string[] = [];
    let failures = 1;
    const intake = new Intake(
      { ...deaf, accept: async ([message]) => void accepted.push(message?.content ?? '') },
      async () => {
        if (failures-- > 0) throw new Error('disk full');
      },
    );
    await expect(intake.take('1', sent('1'))).rejects.toThrow('disk full');
    expect(accepted).toEqual([]);
    await intake.take('1', sent('1'));
    expect(accepted).toEqual(['1']);
  });

  it('tells who people are without a message, once for all who ask before it is told', async () => {
    let times = 0;
    const intake = new Intake(deaf, async () => {
      times += 1;
    });
    await Promise.all([intake.introduce(), intake.introduce()]);
    expect(times).toBe(1);
    await intake.introduce();
    expect(times).toBe(2);
    intake.close();
    await intake.introduce();
    expect(times).toBe(2);
  });

  it('hands over one message after the other, in order', async () => {
    const { accepted, core, intake } = started();
    let running = 0;
    core.accept = async (content) => {
      running += 1;
      expect(running).toBe(1);
      for (let turn = 0; turn < 10 - Number(content); turn += 1) await Promise.resolve();
      running -= 1;
    };
    await Promise.all(['1', '2', '3', '4'].map((content) => intake.take(content, sent(content))));
    expect(accepted).toEqual(['1', '2', '3', '4']);
  });

  it('hands over the same key once, also when both come at a time', async () => {
    const { accepted, intake } = started();
    await Promise.all([intake.take('a', sent('1')), intake.take('a', sent('2'))]);
    expect([accepted, intake.has('a'), intake.has('b')]).toEqual([['1'], true, false]);
  });

  it('hands over changes in their place among the messages, each once', async () => {
    const { accepted, core, intake } = started();
    core.accept = async () => {
      for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
    };
    const deliveries = [sent('1'), changed('2'), changed(null), sent('3')];
    const twice = [...deliveries.entries(), ...deliveries.entries()];
    await Promise.all(twice.map(([index, delivery]) => intake.take(String(index), delivery)));
    expect(accepted).toEqual(['1', '1 is 2', '1 is gone', '3']);
  });

  it('takes a refused change when it comes again', async () => {
    const { accepted, core, intake } = started();
    core.accept = () => Promise.reject(new Error('disk full'));
    await expect(intake.take('a', changed('2'))).rejects.toThrow('disk full');
    core.accept = async () => {};
    await intake.take('a', changed('2'));
    expect(accepted).toEqual(['1 is 2']);
  });

  it('does not hand over what was passed over', async () => {
    const { accepted, intake } = started();
    intake.passOver('a');
    await intake.take('a', sent('1'));
    expect([accepted, intake.has('a')]).toEqual([[], true]);
  });

  it('goes on after a refusal, and takes the refused message when it comes again', async () => {
    const { accepted, core, intake } = started();
    core.accept = () => Promise.reject(new Error('disk full'));
    await expect(intake.take('a', sent('1'))).rejects.toThrow('disk full');
    core.accept = async () => {};
    await intake.take('b', sent('2'));
    await intake.take('a', sent('1'));
    expect(accepted).toEqual(['2', '1']);
  });

  it('keeps what the platform will not deliver again, in order, until it is taken', async () => {
    const { accepted, core, intake } = started();
    core.accept = () => Promise.reject(new Error('disk full'));
    await expect(intake.takeOrKeep('a', sent('1'))).rejects.toThrow('disk full');
    await expect(intake.takeOrKeep('b', sent('2'))).rejects.toThrow('disk full');
    await expect(intake.retry()).rejects.toThrow('disk full');
    core.accept = async () => {};
    await intake.retry();
    await intake.retry();
    expect(accepted).toEqual(['1', '2']);
  });

  it('hands over nothing after it was closed', async () => {
    const { accepted, intake } = started();
    intake.close();
    await expect(intake.take('a', sent('1'))).rejects.toThrow('stopped');
    expect(accepted).toEqual([]);
  });
});
