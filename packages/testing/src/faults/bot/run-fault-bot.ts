import {
  createImposter,
  type Imposter,
  ImposterError,
  type Store,
  silentLogger,
  systemClock,
} from '@chat-imposter/core';
import { createSeededRandom } from '../../seeded-random.ts';
import type { FaultBotOptions } from '../bot-protocol.ts';
import type { Intervention } from '../intervention.ts';
import { CrashSwitch } from './crash-switch.ts';
import { overheardStore, slowWrites } from './fault-bot-writes.ts';
import { linkedChatProvider } from './linked-chat-provider.ts';
import { linkedLlmProvider } from './linked-llm-provider.ts';
import { Operator } from './operator.ts';
import { PlannedMessages } from './planned-messages.ts';
import { RigLink } from './rig-link.ts';
import { watchedStore } from './watched-store.ts';

/** Far from what a run can pile up: nothing is evicted, and the model sees everything that is pending. */
const LIMITS = { max_messages: 300, max_characters: 30_000 };

const USER_ID = 'anna';
const FIRST_VERSION = 'v0';

/**
 * The program of a bot under test: an imposter on the given store, which lives until it is killed or told to stop. To be
 * called once, by a program that a {@link FaultRig} starts with its options as JSON in the last argument.
 */
export async function runFaultBot(store: Store): Promise<void> {
  const options = JSON.parse(process.argv.at(-1) ?? '') as FaultBotOptions;
  const { seed, chatIds, mistake, clockAheadMs = 0, begins } = options;
  const random = createSeededRandom(seed);
  const link = new RigLink();
  const crash = new CrashSwitch(link);
  const planned = new PlannedMessages();
  let newest = FIRST_VERSION;
  const operator = new Operator(link, async ({ action, version }, chatId) => {
    newest = version;
    await ACTS[action](chatId, documentFor(chatIds, version));
  });
  const versionOf = (own: string) => (mistake === 'mixes_configurations' ? newest : own);
  const watched = watchedStore(store, slowWrites(crash, operator, random));
  const imposter = createImposter({
    chat: [linkedChatProvider({ link, crash, random, mistake })],
    llm: [linkedLlmProvider({ link, crash, operator, planned, versionOf })],
    store: overheardStore(watched, planned, mistake),
    logger: {
      ...silentLogger,
      error: (fields, message) =>
        void link.tell({ kind: 'failure', message: `${message} ${errorIn(fields)}` }),
    },
    clock: { ...systemClock, now: () => systemClock.now() + clockAheadMs },
    // Its contacts write as fast as bots do.
    loopGuard: false,
  });
  const ACTS: Record<Intervention, (chatId: string, document: Record<string, unknown>) => Promise<void>> = {
    clear_contact: (chatId) => imposter.clearQueue(USER_ID, chatId),
    clear_all: () => imposter.clearQueue(USER_ID),
    unlink: () => imposter.unlink(USER_ID),
    reload: async (_, document) => {
      await imposter.saveConfiguration(document);
      await imposter.reload(USER_ID);
    },
  };
  imposter.on('failure', ({ error }) => void link.tell({ kind: 'failure', message: String(error) }));
  link.on('stop', () => void imposter.close().then(() => process.disconnect()));
  if (begins === 'as_stored') await resumeKilled(imposter);
  else await imposter.start(documentFor(chatIds, FIRST_VERSION));
}

/** Asked for by its name: a bot whose process dies at each start is not started by itself any more after three times. */
async function resumeKilled(imposter: Imposter): Promise<void> {
  try {
    await imposter.resume(USER_ID);
  } catch (error) {
    // What was unlinked stays as it is.
    if (!ImposterError.is(error) || error.code !== 'not_linked') throw error;
  }
}

/** The version stands in two places that come to a call of the model by different ways. */
function documentFor(chatIds: readonly string[], version: string): Record<string, unknown> {
  return {
    user_id: USER_ID,
    respond_to_whitelist: [...chatIds],
    chat_provider_config: { provider_name: 'faultChat' },
    llm_provider_config: { provider_name: 'faultLlm', provider_config: { system: version, version } },
    queue_config: LIMITS,
    context_config: { ...LIMITS, shared_context: false },
    behavior: { profile: 'instant' },
  };
}

function errorIn(fields: object): string {
  return 'err' in fields ? String(fields.err) : '';
}
