// To use
export { createBaileysProvider } from './baileys-provider.ts';
export type { BaileysConfiguration } from './configuration.ts';
export type { BaileysProviderOptions, HostSocketOptions } from './provider-options.ts';
