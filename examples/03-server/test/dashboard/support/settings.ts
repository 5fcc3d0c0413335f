import type { Settings } from '../../../src/environment.ts';

/** What differs from one server under test to another. */
export interface SettingsInput {
  dataDirectory: string;
  logDirectory: string;
  whatsAppUrl: string;
  llmUrl: string;
  apiToken: string | undefined;
  /** Default: any free one. */
  port?: number;
}

/** The settings of a server that talks to nobody but the local peers. */
export function settingsFor(input: SettingsInput): Settings {
  return {
    port: input.port ?? 0,
    host: '127.0.0.1',
    dataDirectory: input.dataDirectory,
    mongoDbUrl: undefined,
    mongoDbDatabase: '',
    encryptionKey: undefined,
    logDirectory: input.logDirectory,
    logLevel: 'silent',
    apiToken: input.apiToken,
    allowedHosts: [],
    trustedProxies: 0,
    linkingHeartbeat: 'explicit',
    openAiBaseUrl: input.llmUrl,
    allowedBaseUrls: [],
    retentionDays: 14,
    whatsAppWebSocketUrl: input.whatsAppUrl,
    webhook: undefined,
  };
}
