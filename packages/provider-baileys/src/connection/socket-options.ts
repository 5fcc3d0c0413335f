import type { SocketConfig, WAVersion } from '@whiskeysockets/baileys';
import { Browsers, proto } from '@whiskeysockets/baileys';
import type { BaileysConfiguration } from '../configuration.ts';
import type { BaileysProviderOptions } from '../provider-options.ts';

/**
 * Socket options by rank: our defaults, then what the configuration names, then what the host program set.
 * @param version of the client; absent: Baileys' own default, which needs no network
 */
export function socketOptions(
  configuration: BaileysConfiguration,
  { socket: host = {}, webSocketUrl }: BaileysProviderOptions,
  version: WAVersion | undefined,
): Partial<SocketConfig> {
  const {
    allow_group_messages: _groups,
    process_offline_messages: _offline,
    sync_full_history: syncFullHistory,
    match_push_names: _names,
    timezone: _timezone,
    pairing_phone_number: _number,
    ...named
  } = configuration;
  return {
    syncFullHistory,
    // WhatsApp gives a desktop more history than a browser tab; what it takes us for is fixed at the link.
    browser: Browsers.macOS(syncFullHistory ? 'Desktop' : 'Chrome'),
    // Every other part is wanted in any case: names and the pairs of ids of people are in them.
    shouldSyncHistoryMessage: ({ syncType }) =>
      syncFullHistory || syncType !== proto.HistorySync.HistorySyncType.FULL,
    // An account that is online gets no notifications on its phone.
    markOnlineOnConnect: false,
    emitOwnEvents: false,
    shouldIgnoreJid: (id) => id === 'status@broadcast' || id.endsWith('@newsletter'),
    // The connection ends when the store fails; Baileys would hold the message for half a minute.
    transactionOpts: { maxCommitRetries: 1, delayBetweenTriesMs: 0 },
    ...named,
    ...(version === undefined ? {} : { version }),
    ...(webSocketUrl === undefined ? {} : { waWebSocketUrl: webSocketUrl }),
    ...host,
  };
}
