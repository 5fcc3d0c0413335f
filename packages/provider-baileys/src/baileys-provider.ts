import type { ChatProvider } from '@chat-imposter/core';
import { BaileysSession } from './baileys-session.ts';
import { type BaileysConfiguration, baileysConfigurationSchema } from './configuration.ts';
import { LoginGate } from './connection/login-gate.ts';
import { isLinked } from './credentials/linked.ts';
import { messageIdFrom } from './message-id.ts';
import type { BaileysProviderOptions } from './provider-options.ts';
import { checkWebSocketUrl } from './web-socket-url.ts';

/**
 * Makes the provider for WhatsApp.
 * @throws TypeError when `webSocketUrl` is none that may be used
 * @throws RangeError when `maxLoginsPerSecond` is not a whole number of at least 1
 */
export function createBaileysProvider(
  options: BaileysProviderOptions = {},
): ChatProvider<BaileysConfiguration> {
  if (options.webSocketUrl !== undefined) checkWebSocketUrl(options.webSocketUrl);
  const gate = new LoginGate(loginsPerSecond(options));
  return {
    specVersion: 1,
    name: 'whatsAppBaileyes',
    aliases: ['whatsAppBaileys'],
    configSchema: baileysConfigurationSchema,
    open: (context) => new BaileysSession(context, options, gate),
    isLinked,
    forget: async (credentials, ids) => {
      const { forgetNames } = await import('./people/forget-names.ts');
      await forgetNames(credentials, ids);
    },
    messageIdFrom,
  };
}

function loginsPerSecond({ maxLoginsPerSecond = 10 }: BaileysProviderOptions): number {
  if (Number.isInteger(maxLoginsPerSecond) && maxLoginsPerSecond >= 1) return maxLoginsPerSecond;
  throw new RangeError(`maxLoginsPerSecond must be a whole number of at least 1, not ${maxLoginsPerSecond}.`);
}
