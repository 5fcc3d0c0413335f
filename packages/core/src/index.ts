// To use

// To write a plugin
export { assertRevision } from './assert-revision.ts';
export type { ContextMessage } from './context/bot-views.ts';
export type { BotError, BotMode, BotStatus, StartedBot } from './contracts/bot.ts';
export type {
  ChatEvents,
  ChatProvider,
  ChatSession,
  ChatSessionContext,
  ConnectionErrorCode,
  ConnectionStatus,
  QrCode,
  SendErrorKind,
  StatusReport,
} from './contracts/chat-provider.ts';
export { SendError } from './contracts/chat-provider.ts';
export type { CancelTimer, Clock } from './contracts/clock.ts';
export { systemClock } from './contracts/clock.ts';
export type { ConfigurationProblem, ImposterErrorCode } from './contracts/errors.ts';
export { ImposterError } from './contracts/errors.ts';
export type {
  EvictionReason,
  ImposterEvents,
  StatusEvent,
  TurnEvent,
  TurnStage,
} from './contracts/events.ts';
export type {
  LlmErrorDetails,
  LlmErrorKind,
  LlmMessage,
  LlmModel,
  LlmModelContext,
  LlmProvider,
  LlmRequest,
  LlmResult,
  LlmUsage,
} from './contracts/llm-provider.ts';
export { LlmError } from './contracts/llm-provider.ts';
export type { Logger } from './contracts/logger.ts';
export { silentLogger } from './contracts/logger.ts';
export type {
  Chat,
  Identity,
  IncomingMessage,
  Message,
  MessageAnchor,
  MessageOrigin,
  MessageReference,
  MessageSource,
  Party,
} from './contracts/message.ts';
export { partyOf } from './contracts/message.ts';
export type { ModelUsage, TurnUsage, UsagePeriod } from './contracts/model-usage.ts';
export { copyUsage } from './contracts/model-usage.ts';
export type {
  ModelCall,
  Playground,
  PlaygroundMessage,
  PlaygroundState,
  PlaygroundTurn,
} from './contracts/playground.ts';
export type { BotHolder, ProcessStore } from './contracts/process-store.ts';
export type { Random } from './contracts/random.ts';
export { systemRandom } from './contracts/random.ts';
export type { RetentionLimits, RetentionStore } from './contracts/retention-store.ts';
export type {
  ConfigurationStore,
  CredentialStore,
  Decision,
  HistoryPage,
  HistoryQuery,
  Lease,
  LeaseStore,
  MessageState,
  MessageStore,
  NewMessage,
  OutgoingPart,
  PartUpdate,
  Revision,
  Settlement,
  Store,
  StoredConfiguration,
  StoredMessage,
  Turn,
  TurnStore,
} from './contracts/store.ts';
export type {
  GroupTracking,
  Period,
  PeriodMessage,
  PeriodQuery,
  TrackedGroup,
  TrackedMessage,
  TrackingStore,
} from './contracts/tracking-store.ts';
export type { EventJson, EventKind } from './event-json.ts';
export { eventNames, eventToJson, failureToJson } from './event-json.ts';
export { userIdIn } from './given-document.ts';
export type { HistoryPlace } from './history-place.ts';
export { cutPage, isIncoming, newestFirst, pageSizeOf, placeBefore } from './history-place.ts';
export type { ConfigurationDocument, Imposter } from './imposter.ts';
export { createImposter } from './imposter.ts';
export type { ImposterOptions, SaveOptions, StartOptions } from './imposter-options.ts';
export { createMemoryStore } from './memory-store.ts';
export type { MessageJson, PartyJson } from './message-json.ts';
export { messageToJson, partyToJson } from './message-json.ts';
export { erasedTracked, reducedMessage } from './reduced-message.ts';
export { revisedMessage } from './revised-message.ts';
export type { SandboxOptions } from './sandbox.ts';
export { conversationTimeOf, storedMessageOf } from './stored-message.ts';
export type { PeriodJson, PeriodMessageJson } from './tracking/period-json.ts';
export { periodToJson } from './tracking/period-json.ts';
export { placeTimeIn, trackedTimeOf } from './tracking/place-time.ts';
export { isSameSender } from './tracking/same-sender.ts';
export type { TrackedGroupView } from './tracking/tracked-groups.ts';
export type { UsageJson } from './usage-json.ts';
export { usageToJson } from './usage-json.ts';
export type { ConversationPage, DecisionPage, PageQuery } from './views/bot-views.ts';
export type { ContactView } from './views/contact-views.ts';
export type { DecisionView, Verdict } from './views/decision-view.ts';
export type { HourOfUsage } from './views/usage-by-hour.ts';
export { withoutTexts } from './without-texts.ts';
