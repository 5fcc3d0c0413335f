import { PERSONA } from '../workload/workload.ts';

/** The bot, where there is only one. */
export const USER_ID = 'bench';

/** What differs between the bots of the benchmarks. */
export interface BotDocumentOptions {
  /** Default: {@link USER_ID}. */
  userId?: string;
  /** Who is answered. */
  whitelist: readonly string[];
  /** Default: false. */
  sharedContext?: boolean;
  /** Whether it collects only, without a model. Default: false. */
  collectsOnly?: boolean;
}

/** The configuration of a bot on the instant providers, everything by default but the rhythm. */
export function botDocument(options: BotDocumentOptions): Record<string, unknown> {
  const model = { provider_name: 'instantLlm', provider_config: { system: PERSONA } };
  return {
    user_id: options.userId ?? USER_ID,
    respond_to_whitelist: options.whitelist,
    chat_provider_config: { provider_name: 'instantChat' },
    ...(options.collectsOnly ? {} : { llm_provider_config: model }),
    context_config: { shared_context: options.sharedContext ?? false },
    behavior: { profile: 'instant' },
  };
}
