import type { UserFacingSocketConfig } from '@whiskeysockets/baileys';

/** Socket options that a host program may set in code. */
export type HostSocketOptions = Partial<Omit<UserFacingSocketConfig, 'auth'>>;

/** What the host program may decide for all bots. */
export interface BaileysProviderOptions {
  /**
   * Options of Baileys' sockets. They win over those of a configuration and may be anything, functions included;
   * only `auth` is the provider's own, because the secrets are kept in the store of the bot.
   */
  socket?: HostSocketOptions;
  /**
   * Where to connect instead of WhatsApp's own server: a `wss:` URL, or a `ws:` URL of a loopback address.
   * Absent: WhatsApp's own.
   */
  webSocketUrl?: string;
  /**
   * How many connections all bots of this provider together may begin within any second, 1 or more. When more are due,
   * as after an outage, they wait for their turn, each in the order in which it asked.
   * @default 10
   */
  maxLoginsPerSecond?: number;
  /**
   * Whether web.whatsapp.com may be asked for the current version of the client, when WhatsApp refuses the one that
   * Baileys brings: once per start, for four seconds at most. Without an answer, or with `socket.version`, the bot stops
   * with `version_refused`.
   * @default true, or false when `webSocketUrl` is set
   */
  fetchVersion?: boolean;
}
