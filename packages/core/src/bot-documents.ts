import { scheduleProblems } from './configuration/schedule-problems.ts';
import { maskSecrets, restoreSecrets, type SchemaOf } from './configuration/secrets.ts';
import {
  invalidConfiguration,
  type Providers,
  type ValidConfiguration,
  validateConfiguration,
} from './configuration/validate-configuration.ts';
import type { ChatProvider } from './contracts/chat-provider.ts';
import { ImposterError } from './contracts/errors.ts';
import type { Store, StoredConfiguration } from './contracts/store.ts';

/** The configurations of all bots: checked on their way in, without their secrets on their way out. */
export class BotDocuments {
  readonly #providers: Providers;
  readonly #store: Store;

  constructor(providers: Providers, store: Store) {
    this.#providers = providers;
    this.#store = store;
  }

  /** @throws ImposterError `unknown_bot` */
  async stored(userId: string): Promise<StoredConfiguration> {
    const stored = await this.#store.configurations.get(userId);
    if (stored !== null) return stored;
    throw new ImposterError('unknown_bot', `There is no bot "${userId}".`);
  }

  /** All of them, ordered by id. */
  list(): Promise<StoredConfiguration[]> {
    return this.#store.configurations.list();
  }

  /**
   * Stores a document that was checked, in the place of that of a revision if one is given (null: of none).
   * @throws ImposterError `revision_conflict`
   */
  async save({ configuration, document }: ValidConfiguration, ifRevision?: number | null): Promise<void> {
    await this.#store.configurations.save(configuration.user_id, document, ifRevision);
  }

  /** The stored document of a bot, secrets masked, and its revision. */
  async masked(userId: string): Promise<{ document: Record<string, unknown>; revision: number }> {
    const { document, revision } = await this.stored(userId);
    return { document: maskSecrets(document, this.#schemaOf), revision };
  }

  /**
   * Checks a document, all of it: whoever acts on one asks this first.
   * @throws ImposterError `invalid_configuration`
   */
  async validate(document: unknown): Promise<ValidConfiguration> {
    return validateConfiguration(document, this.#providers, await scheduleProblems(document));
  }

  /** What a stored document says, which was checked before; null when it does not validate any more. */
  validOrNull({ document }: StoredConfiguration): ValidConfiguration | null {
    try {
      return this.#parse(document);
    } catch {
      return null;
    }
  }

  /** Enough of a configuration to end a link: what is wrong elsewhere in the document must not keep it. */
  validOrMinimal(stored: StoredConfiguration): ValidConfiguration {
    const valid = this.validOrNull(stored);
    if (valid !== null) return valid;
    const { provider_name } = (stored.document.chat_provider_config ?? {}) as { provider_name?: unknown };
    return this.#parse({ user_id: stored.userId, chat_provider_config: { provider_name } });
  }

  /**
   * The same configuration with the secrets that its masks stand for.
   * @throws ImposterError `invalid_configuration`
   */
  async withSecrets({ document: given, configuration }: ValidConfiguration): Promise<ValidConfiguration> {
    const userId = configuration.user_id;
    const stored = await this.#store.configurations.get(userId);
    if (stored !== null && stored.userId !== userId) {
      const message = `differs from the existing bot "${stored.userId}" only by case; choose another id`;
      throw invalidConfiguration([{ path: 'user_id', message }]);
    }
    const { document, problems } = restoreSecrets(given, stored?.document ?? null, this.#schemaOf);
    if (problems.length > 0) throw invalidConfiguration(problems);
    return this.#parse(document);
  }

  /** The chat provider that a document names, also one that does not validate. */
  providerOf({ document }: StoredConfiguration): ChatProvider | undefined {
    const section = document.chat_provider_config as { provider_name?: unknown } | undefined;
    return named(this.#providers.chat, section?.provider_name);
  }

  #parse(document: unknown): ValidConfiguration {
    return validateConfiguration(document, this.#providers);
  }

  readonly #schemaOf: SchemaOf = (section, name) => {
    const plugins = section === 'chat_provider_config' ? this.#providers.chat : this.#providers.llm;
    return named<(typeof plugins)[number]>(plugins, name)?.configSchema ?? null;
  };
}

function named<P extends { name: string; aliases?: readonly string[] }>(
  plugins: readonly P[],
  name: unknown,
): P | undefined {
  return plugins.find(
    (plugin) => plugin.name === name || (typeof name === 'string' && plugin.aliases?.includes(name)),
  );
}
