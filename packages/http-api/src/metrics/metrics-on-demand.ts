import type { Imposter } from '@chat-imposter/core';
import type { MetricsText } from './metrics.ts';

/**
 * The figures of an imposter, counted from the first time that somebody asks for them: loading what counts them takes a
 * tenth of a second.
 */
export function metricsOnDemand(imposter: Imposter): () => Promise<MetricsText> {
  let loaded: Promise<() => Promise<MetricsText>> | null = null;
  return async () => {
    loaded ??= import('./metrics.ts')
      .then(({ createMetrics }) => createMetrics(imposter))
      .catch((error: unknown) => {
        // The next one tries again.
        loaded = null;
        throw error;
      });
    return (await loaded)();
  };
}
