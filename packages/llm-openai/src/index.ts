export type { Environment } from './api-key.ts';
export type { OpenAiConfiguration } from './configuration.ts';
export type { OpenAiProviderOptions } from './provider.ts';
export { createOpenAiProvider } from './provider.ts';
