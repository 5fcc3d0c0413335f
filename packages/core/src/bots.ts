import { BotDocuments } from './bot-documents.ts';
import { type BotManager, ChatbotManager } from './chatbot-manager.ts';
import { userConfigurationJsonSchema } from './configuration/json-schema.ts';
import type { JsonSchema } from './configuration/to-json-schema.ts';
import type { Providers } from './configuration/validate-configuration.ts';
import { contextsOf, pendingOf } from './context/bot-views.ts';
import { SharedManager } from './processes/shared-manager.ts';
import type { Surroundings } from './surroundings.ts';
import { trackedGroupsOf } from './tracking/tracked-groups.ts';
import { BotViews } from './views/bot-views.ts';

/** Everything behind an imposter: the configurations, the running bots, and what is shown of them. */
export class Bots {
  readonly documents: BotDocuments;
  readonly manager: BotManager;
  readonly views: BotViews;
  readonly #providers: Providers;
  readonly #surroundings: Surroundings;
  #schema: JsonSchema | null = null;

  constructor(providers: Providers, surroundings: Surroundings) {
    this.documents = new BotDocuments(providers, surroundings.store);
    const { processes } = surroundings.store;
    this.manager =
      processes === null
        ? new ChatbotManager(this.documents, surroundings)
        : new SharedManager(this.documents, surroundings, processes);
    this.views = new BotViews(this.documents, surroundings);
    this.#providers = providers;
    this.#surroundings = surroundings;
  }

  /** What is queued for a bot. */
  async queueOf(userId: string): ReturnType<typeof pendingOf> {
    const stored = await this.documents.stored(userId);
    const limits = this.documents.validOrNull(stored)?.configuration.queue_config;
    return pendingOf(stored.userId, limits, this.#surroundings.store);
  }

  /** The next requests to the model of a bot. */
  async contextsOf(userId: string): ReturnType<typeof contextsOf> {
    const valid = this.documents.validOrNull(await this.documents.stored(userId));
    if (valid === null) return new Map();
    const prompts = this.manager.promptsOf(userId);
    return contextsOf(valid, { ...this.#surroundings, ...(prompts === null ? {} : { prompts }) });
  }

  /** The groups of a bot that are tracked or have periods, under its id as it is stored. */
  trackedGroupsOf(userId: string): ReturnType<typeof trackedGroupsOf> {
    return trackedGroupsOf(userId, this.#surroundings.store);
  }

  /** The JSON Schema of a configuration document; a copy that the caller may change. */
  schema(): JsonSchema {
    this.#schema ??= userConfigurationJsonSchema(this.#providers);
    return structuredClone(this.#schema);
  }
}
