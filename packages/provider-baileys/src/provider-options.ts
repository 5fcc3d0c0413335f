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
}
