/** A secret that must never be seen in an answer. */
export const CANARY = 'sk-canary-5e0b9f1d';

/** A configuration document of a bot that answers everybody it may. */
export function documentOf(userId: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    user_id: userId,
    respond_to_whitelist: ['Mom'],
    chat_provider_config: { provider_name: 'fakeChat', provider_config: {} },
    llm_provider_config: {
      provider_name: 'fakeLlm',
      provider_config: { model: 'fake', system: 'Be {user_id}.', api_key: CANARY },
    },
    behavior: { profile: 'instant' },
    ...more,
  };
}

/** A document of a bot in Collection Only. */
export function silentDocumentOf(userId: string): Record<string, unknown> {
  return documentOf(userId, { llm_provider_config: null });
}
