import { setTimeout as pause } from 'node:timers/promises';
import { createImposter, type Random, type Store, silentLogger, systemClock } from '@chat-imposter/core';
import { createSeededRandom } from '../../seeded-random.ts';
import type { FaultBotOptions } from '../bot-protocol.ts';
import { CrashSwitch } from './crash-switch.ts';
import { linkedChatProvider } from './linked-chat-provider.ts';
import { linkedLlmProvider } from './linked-llm-provider.ts';
import { RigLink } from './rig-link.ts';
import { type WriteWatcher, watchedStore } from './watched-store.ts';

/** A write takes up to twice this longer than it would, so that many a kill falls into one, or just before or after. */
const LONGEST_PAUSE_MS = 2;

/** Far from what a run can pile up: nothing is evicted, and the model sees everything that is pending. */
const LIMITS = { max_messages: 300, max_characters: 30_000 };

/**
 * The program of a bot under test: an imposter on the given store, which lives until it is killed or told to stop. To be
 * called once, by a program that a {@link FaultRig} starts with its options as JSON in the last argument.
 */
export async function runFaultBot(store: Store): Promise<void> {
  const options = JSON.parse(process.argv.at(-1) ?? '') as FaultBotOptions;
  const { seed, chatIds, mistake, clockAheadMs = 0 } = options;
  const random = createSeededRandom(seed);
  const link = new RigLink();
  const crash = new CrashSwitch(link);
  const imposter = createImposter({
    chat: [linkedChatProvider({ link, crash, random, mistake })],
    llm: [linkedLlmProvider(link, crash)],
    store: watchedStore(store, slowWrites(crash, random)),
    logger: {
      ...silentLogger,
      error: (fields, message) =>
        void link.tell({ kind: 'failure', message: `${message} ${errorIn(fields)}` }),
    },
    clock: { ...systemClock, now: () => systemClock.now() + clockAheadMs },
  });
  imposter.on('failure', ({ error }) => void link.tell({ kind: 'failure', message: String(error) }));
  link.on('stop', () => void imposter.close().then(() => process.disconnect()));
  await imposter.start(documentFor(chatIds));
}

function slowWrites(crash: CrashSwitch, random: Random): WriteWatcher {
  return async (write, run) => {
    await crash.pass(write.before, write.chatId);
    await pause(random.fraction() * LONGEST_PAUSE_MS);
    const result = await run();
    await crash.pass(write.after, write.chatId);
    await pause(random.fraction() * LONGEST_PAUSE_MS);
    return result;
  };
}

function documentFor(chatIds: readonly string[]): Record<string, unknown> {
  return {
    user_id: 'anna',
    respond_to_whitelist: [...chatIds],
    chat_provider_config: { provider_name: 'faultChat' },
    llm_provider_config: { provider_name: 'faultLlm' },
    queue_config: LIMITS,
    context_config: { ...LIMITS, shared_context: false },
    behavior: { profile: 'instant' },
  };
}

function errorIn(fields: object): string {
  return 'err' in fields ? String(fields.err) : '';
}
