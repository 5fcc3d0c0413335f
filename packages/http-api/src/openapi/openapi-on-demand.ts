import type { Imposter } from '@chat-imposter/core';
import { routes } from '../routes.ts';

/** The OpenAPI document of an imposter, made for the first who asks. */
export function openApiOnDemand(imposter: Imposter): () => Promise<object> {
  let made: Promise<object> | null = null;
  return () => {
    made ??= import('./document.ts')
      .then(({ openApiDocument }) => openApiDocument(imposter, routes))
      .catch((error: unknown) => {
        // The next one tries again.
        made = null;
        throw error;
      });
    return made;
  };
}
