import { createImposter, type Imposter, LlmError, type LlmErrorKind } from '@chat-imposter/core';
import {
  createFakeChatProvider,
  createFakeClock,
  createFakeLlmProvider,
  createSeededRandom,
  type FakeChatProvider,
  type FakeClock,
  type FakeLlmProvider,
} from '@chat-imposter/testing';
import { createWebhooks } from '../create-webhooks.ts';
import type { DeadLetter } from '../dead-letter.ts';
import { webhookEventKinds } from '../event-kinds.ts';
import type { WebhookEvent } from '../webhook-event.ts';
import type { Webhooks } from '../webhooks.ts';
import type { WebhooksOptions, WebhookTarget } from '../webhooks-options.ts';
import { type LoggedLines, loggedLines } from './logged.ts';
import { type Receiver, startReceiver, until } from './receiver.ts';

/** The secret of the receiver; must never be seen. */
export const SECRET = 'canary: open sesame';

/** An imposter on a fake platform, and a receiver that is told what happens. */
export interface ToldProgram {
  imposter: Imposter;
  chat: FakeChatProvider;
  llm: FakeLlmProvider;
  /** Of the bots. */
  clock: FakeClock;
  /** Of the webhooks, which stands still while the bots think: what is on its way over real HTTP knows no other time. */
  webhookClock: FakeClock;
  webhooks: Webhooks;
  receiver: Receiver;
  logger: LoggedLines;
  letters: readonly DeadLetter[];
  /** What the receiver was sent, parsed. */
  events(): WebhookEvent[];
  /** Starts a bot and links it. */
  link(userId: string): Promise<void>;
  /** Mom writes to a bot. */
  momWrites(userId: string, text: string): Promise<void>;
  /** The model fails from now on; null: it answers again. */
  failModel(kind: LlmErrorKind | null): void;
  /** Resolves when everything is delivered or given up. */
  quiet(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Makes one; the receiver is told everything unless `target` says otherwise. */
export async function tellProgram({
  target,
  ...more
}: Partial<WebhooksOptions> & { target?: Partial<WebhookTarget> } = {}): Promise<ToldProgram> {
  const chat = createFakeChatProvider();
  const llm = createFakeLlmProvider();
  const clock = createFakeClock();
  const webhookClock = createFakeClock();
  const logger = loggedLines();
  const receiver = await startReceiver();
  const imposter = createImposter({ chat: [chat], llm: [llm], clock });
  const letters: DeadLetter[] = [];
  const webhooks = createWebhooks(imposter, {
    targets: [{ url: receiver.url, secret: SECRET, events: webhookEventKinds, ...target }],
    allowPrivateAddresses: true,
    onDeadLetter: (letter) => letters.push(letter),
    logger,
    clock: webhookClock,
    random: { ...createSeededRandom(1), fraction: () => 0 },
    ...more,
  });
  return {
    imposter,
    chat,
    llm,
    clock,
    webhookClock,
    webhooks,
    receiver,
    logger,
    letters,
    events: () => receiver.received.map(({ body }) => JSON.parse(body) as WebhookEvent),
    async link(userId) {
      await imposter.start(documentOf(userId));
      await chat.account(userId).scan();
    },
    async momWrites(userId, text) {
      await chat.account(userId).says({ identifier: 'mom@fake', savedName: 'Mom' }, text);
      await clock.advance(60_000);
    },
    failModel(kind) {
      llm.answerWith(() => {
        if (kind === null) return 'hello Mom';
        throw new LlmError(kind, 'The model refuses.');
      });
    },
    async quiet() {
      await until(() => webhooks.pending === 0);
    },
    async [Symbol.asyncDispose]() {
      await imposter.close();
      let isClosed = false;
      const closed = webhooks.close().then(() => {
        isClosed = true;
      });
      while (!isClosed) await webhookClock.advance(1_000);
      await closed;
      await receiver[Symbol.asyncDispose]();
    },
  };
}

/** A bot that answers Mom at once. */
function documentOf(userId: string): Record<string, unknown> {
  return {
    user_id: userId,
    respond_to_whitelist: ['Mom'],
    chat_provider_config: { provider_name: 'fakeChat', provider_config: {} },
    llm_provider_config: { provider_name: 'fakeLlm', provider_config: { model: 'fake', max_retries: 0 } },
    behavior: { profile: 'instant' },
  };
}
