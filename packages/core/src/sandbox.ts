import type { ChatProvider } from './contracts/chat-provider.ts';
import type { Clock } from './contracts/clock.ts';
import type { LlmModel, LlmProvider, LlmResult } from './contracts/llm-provider.ts';
import type { ModelCall } from './contracts/playground.ts';

/** How a sandbox is made. */
export interface SandboxOptions {
  /** The only platform there is in it. */
  chat: ChatProvider;
  /** Who is answered in it: a contact as in a whitelist. */
  contact: string;
  /** Called when the model has answered, or failed. Must not throw. */
  onModelCall?: (call: ModelCall) => void;
}

/**
 * The configuration of a bot for a sandbox: its persona, its limits and its rhythm, on another platform, for one contact;
 * without groups.
 */
export function sandboxDocument(
  document: Readonly<Record<string, unknown>>,
  { chat, contact }: Pick<SandboxOptions, 'chat' | 'contact'>,
): Record<string, unknown> {
  const { chatbot_provider_config: _, ...rest } = document;
  return {
    ...rest,
    chat_provider_config: { provider_name: chat.name, provider_config: {} },
    respond_to_whitelist: [contact],
    respond_to_whitelist_group: [],
    periodic_group_tracking: [],
  };
}

/** The same provider; each call of its models is told. */
export function watchedLlm(
  provider: LlmProvider,
  clock: Clock,
  tell: NonNullable<SandboxOptions['onModelCall']>,
): LlmProvider {
  const { specVersion, name, aliases, configSchema } = provider;
  return {
    specVersion,
    name,
    ...(aliases === undefined ? {} : { aliases }),
    configSchema,
    createModel: (config, context) => watchedModel(provider.createModel(config, context), clock, tell),
  };
}

function watchedModel(
  model: LlmModel,
  clock: Clock,
  tell: NonNullable<SandboxOptions['onModelCall']>,
): LlmModel {
  return {
    async generate(request, options) {
      const startedTime = clock.now();
      const timing = () => ({ request, startedTime, durationMs: clock.now() - startedTime });
      try {
        const result = await model.generate(request, options);
        const { usage, model: name } = result;
        tell({ ...timing(), answer: saidBy(result), problem: null, model: name, usage });
        return result;
      } catch (error) {
        const problem = error instanceof Error ? error.message : String(error);
        tell({ ...timing(), answer: null, problem, model: null, usage: null });
        throw error;
      }
    },
  };
}

function saidBy(result: LlmResult): string {
  return result.kind === 'text' ? result.text : result.refusal;
}
