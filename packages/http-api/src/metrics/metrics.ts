import { type BotStatus, failureToJson, type Imposter } from '@chat-imposter/core';
import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';

/** The figures in the text format of Prometheus. */
export interface MetricsText {
  contentType: string;
  text: string;
}

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
