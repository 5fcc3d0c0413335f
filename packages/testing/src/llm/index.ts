export type { BrainAnswer } from './chat-completion.ts';
export type { FaultDetails, LlmFault } from './llm-faults.ts';
export type { ChatRequestBody, ChatRequestMessage, LlmServerRequest } from './llm-request.ts';
export type { Brain, LlmServer, LlmServerOptions } from './llm-server.ts';
export { startLlmServer } from './llm-server.ts';
export type { RawAnswer } from './raw-answer.ts';
export type { Scripted, ScriptOptions } from './script.ts';
export { scriptedBrain } from './scripted-brain.ts';
