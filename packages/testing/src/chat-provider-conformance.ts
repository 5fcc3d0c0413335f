import { chatCheckGroups, runChatCheck } from './chat-provider-conformance/checks.ts';
import type { ChatProviderConformanceOptions } from './chat-provider-conformance/options.ts';
import { registerChecks } from './conformance/register-checks.ts';

/**
 * Registers the tests (of vitest) that every `ChatProvider` must pass, under the given name. They drive a real
 * session from both sides: as the core does, and through a peer, which plays the platform. What the peer lacks is
 * not tried, and printed.
 *
 * ```ts
 * chatProviderConformance('my provider', {
 *   create: async () => {
 *     const server = await startMyServer();
 *     return {
 *       provider: createMyProvider({ url: server.url }),
 *       account: (userId) => new MyAccount(server, userId),
 *       dispose: () => server.close(),
 *     };
 *   },
 *   invalidConfigs: [{ config: { allow_group_messages: 'yes' }, path: 'allow_group_messages' }],
 *   messageIdShape: /[0-9A-F]{20}/,
 *   lacks: { groups: 'the platform has none' },
 * });
 * ```
 */
export function chatProviderConformance(name: string, options: ChatProviderConformanceOptions): void {
  registerChecks({
    name: `${name} as a ChatProvider`,
    groups: chatCheckGroups,
    lacks: options.lacks ?? {},
    run: (check) => runChatCheck(check, options),
  });
}
