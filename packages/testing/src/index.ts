export type {
  ChatAbility,
  ChatPeer,
  ChatPeerAccount,
  ChatProviderConformanceOptions,
  OldMessage,
  SeenMessage,
  WrittenMessage,
} from './chat-provider-conformance/options.ts';
export { chatProviderConformance } from './chat-provider-conformance.ts';
export type { InvalidConfiguration } from './conformance/configuration-checks.ts';
export type { FakeAccount, FakeSentMessage } from './fake-chat-provider/fake-account.ts';
export type { FakeChatConfiguration, FakeChatProvider } from './fake-chat-provider.ts';
export { createFakeChatProvider } from './fake-chat-provider.ts';
export type { FakeClock } from './fake-clock.ts';
export { createFakeClock, settled } from './fake-clock.ts';
export type { FakeAnswer, FakeLlmConfiguration, FakeLlmProvider } from './fake-llm-provider.ts';
export { createFakeLlmProvider, textResult } from './fake-llm-provider.ts';
export type {
  LlmAbility,
  LlmPeer,
  LlmPeerAnswer,
  LlmPeerFault,
  LlmPeerRequest,
  LlmProviderConformanceOptions,
} from './llm-provider-conformance/options.ts';
export { llmProviderConformance } from './llm-provider-conformance.ts';
export { sampleChat, sampleGroup, sampleMessage, sampleMessages, sampleReply } from './sample-messages.ts';
export { sampleDecision, samplePart, sampleTurn, sampleUsage } from './sample-turns.ts';
export { createSeededRandom } from './seeded-random.ts';
export type { StoreConformanceOptions, StoreUnderTest } from './store-conformance/options.ts';
export { storeConformance } from './store-conformance.ts';
