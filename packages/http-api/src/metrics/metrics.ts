import { type BotStatus, failureToJson, type Imposter } from '@chat-imposter/core';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** The figures in the text format of Prometheus. */
export interface MetricsText {
  contentType: string;
  text: string;
}

/** Upper bounds of histograms: a model may take minutes. */
const SECONDS = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 60, 120, 300];

const STATUSES: readonly BotStatus['status'][] = [
  'connected',
  'connecting',
  'linking',
  'disconnected',
  'invalid_config',
];

/** Counts what happens from now on, and tells the figures. No label names a bot or a contact. */
export function createMetrics(imposter: Imposter): () => Promise<MetricsText> {
  const registry = new Registry();
  // With the lag of the event loop and the memory of the process.
  collectDefaultMetrics({ register: registry });
  countEvents(imposter, registry);
  countTurns(imposter, registry);
  countBots(imposter, registry);
  return async () => ({ contentType: registry.contentType, text: await registry.metrics() });
}

function countEvents(imposter: Imposter, registry: Registry): void {
  const counter = <Label extends string>(name: string, help: string, labelNames: readonly Label[] = []) =>
    new Counter({ name, help, labelNames, registers: [registry] });
  const messages = counter(
    'imposter_messages_total',
    'Messages that were accepted, by what becomes of them.',
    ['state', 'reason'],
  );
  const replies = counter('imposter_replies_total', 'Parts of answers that the platform acknowledged.');
  const evictions = counter('imposter_evictions_total', 'Messages that a limit pushed out of a queue.', [
    'reason',
  ]);
  const periods = counter('imposter_periods_total', 'Periods of tracked groups that were stored.');
  const failures = counter('imposter_failures_total', 'What went wrong and a person should know.', ['code']);
  imposter.on('message', ({ state, reason }) => messages.inc({ state, reason: reason ?? 'none' }));
  imposter.on('reply', () => replies.inc());
  imposter.on('eviction', ({ reason }) => evictions.inc({ reason }));
  imposter.on('period', () => periods.inc());
  imposter.on('failure', ({ error }) => failures.inc({ code: failureToJson(error).code }));
}

/** Turns that ended, and what they took. */
function countTurns(imposter: Imposter, registry: Registry): void {
  const registers = [registry];
  const turns = new Counter({
    name: 'imposter_turns_total',
    help: 'Turns that ended, by how.',
    labelNames: ['stage'],
    registers,
  });
  const tokens = new Counter({
    name: 'imposter_tokens_total',
    help: 'Tokens of the model, as its server counted them.',
    labelNames: ['model', 'kind'],
    registers,
  });
  const calls = new Counter({
    name: 'imposter_model_calls_total',
    help: 'Calls to the model for turns in which it answered, failed ones among them.',
    labelNames: ['model'],
    registers,
  });
  const modelSeconds = new Histogram({
    name: 'imposter_model_seconds',
    help: 'What the calls to the model of a turn took, all together.',
    buckets: SECONDS,
    registers,
  });
  const turnSeconds = new Histogram({
    name: 'imposter_turn_seconds',
    help: 'From the plan of a turn to its end.',
    buckets: SECONDS,
    registers,
  });
  imposter.on('turn', ({ stage, usage, durationMs }) => {
    if (stage === 'thinking') return;
    // What was decided on has its costs then, what says nothing at its end: both once.
    if (usage !== null && (stage === 'decided' || stage === 'silent')) {
      const { model } = usage;
      tokens.inc({ model, kind: 'input' }, usage.inputTokens);
      tokens.inc({ model, kind: 'cached_input' }, usage.cachedInputTokens);
      tokens.inc({ model, kind: 'output' }, usage.outputTokens);
      tokens.inc({ model, kind: 'reasoning' }, usage.reasoningTokens);
      calls.inc({ model }, usage.calls);
      modelSeconds.observe(usage.durationMs / 1000);
    }
    if (stage === 'decided') return;
    turns.inc({ stage });
    turnSeconds.observe(durationMs / 1000);
  });
}

/** Looked up at each question. */
function countBots(imposter: Imposter, registry: Registry): void {
  new Gauge({
    name: 'imposter_bots',
    help: 'Configured bots, by where they stand.',
    labelNames: ['status'],
    registers: [registry],
    async collect() {
      const bots = await imposter.statuses();
      for (const status of STATUSES) {
        this.set({ status }, bots.filter((bot) => bot.status === status).length);
      }
    },
  });
}
