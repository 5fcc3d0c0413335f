import type { UiSchema } from '@rjsf/utils';

/** The parts of the form, in their order; what is named in none of them stands in the last one. */
export const SECTIONS = {
  persona: ['llm_provider_config'],
  contacts: ['respond_to_whitelist'],
  groups: ['respond_to_whitelist_group', 'periodic_group_tracking'],
  limits: ['queue_config'],
  context: ['context_config'],
  behavior: ['behavior'],
  account: ['chat_provider_config'],
  advanced: ['overrides'],
} as const;

/** The name of a part of the form. */
export type SectionName = keyof typeof SECTIONS;

const LLM_SETTINGS: UiSchema = {
  'ui:order': ['system', 'model', 'temperature', 'reasoning_effort', '*'],
  'ui:options': { advanced: ['base_url', 'timeout_ms', 'max_retries', 'max_output_tokens'] },
  system: { 'ui:widget': 'persona' },
};

const ACCOUNT_SETTINGS: UiSchema = {
  'ui:order': ['allow_group_messages', 'match_push_names', 'process_offline_messages', 'timezone', '*'],
  'ui:options': { advanced: ['sync_full_history', 'pairing_phone_number'] },
};

/** How the form draws what the schema says: order, grouping, and fields of its own. */
export const FORM_LAYOUT: UiSchema = {
  'ui:submitButtonOptions': { norender: true },
  user_id: { 'ui:field': 'botId' },
  llm_provider_config: {
    'ui:order': ['provider_config', '*'],
    provider_config: LLM_SETTINGS,
  },
  respond_to_whitelist: { 'ui:field': 'contactWhitelist' },
  respond_to_whitelist_group: { 'ui:field': 'groupWhitelist' },
  periodic_group_tracking: { 'ui:field': 'trackedGroups' },
  chat_provider_config: {
    'ui:order': ['provider_config', '*'],
    provider_config: ACCOUNT_SETTINGS,
  },
  overrides: { 'ui:field': 'onlyInJson' },
};

/** The path of the section that a key of the document stands in. */
export function sectionOf(key: string): SectionName {
  const found = Object.entries(SECTIONS).find(([, keys]) => (keys as readonly string[]).includes(key));
  return (found?.[0] as SectionName | undefined) ?? 'advanced';
}
