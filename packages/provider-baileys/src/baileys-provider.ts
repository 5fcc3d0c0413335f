import type { ChatProvider } from '@chat-imposter/core';
import { BaileysSession } from './baileys-session.ts';
import { type BaileysConfiguration, baileysConfigurationSchema } from './configuration.ts';
import { isLinked } from './credentials/linked.ts';
import { messageIdFrom } from './message-id.ts';
import type { BaileysProviderOptions } from './provider-options.ts';
import { checkWebSocketUrl } from './web-socket-url.ts';

/**
 * Makes the provider for WhatsApp.
 * @throws TypeError when `webSocketUrl` is none that may be used
 */
export function createBaileysProvider(
  options: BaileysProviderOptions = {},
): ChatProvider<BaileysConfiguration> {
  if (options.webSocketUrl !== undefined) checkWebSocketUrl(options.webSocketUrl);
  return {
    specVersion: 1,
    name: 'whatsAppBaileyes',
    aliases: ['whatsAppBaileys'],
    configSchema: baileysConfigurationSchema,
    open: (context) => new BaileysSession(context, options),
    isLinked,
    messageIdFrom,
  };
}
