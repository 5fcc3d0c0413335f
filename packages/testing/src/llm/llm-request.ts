import type { IncomingHttpHeaders } from 'node:http';

/** One message of a chat request, as it was sent. */
export interface ChatRequestMessage {
  role: 'system' | 'user' | 'assistant';
  content: string;
}

/** The JSON body of a chat request; every other parameter is kept under its own name. */
export interface ChatRequestBody {
  model: string;
  messages: ChatRequestMessage[];
  [parameter: string]: unknown;
}

/** A chat request that the server was sent. */
export interface LlmServerRequest {
  readonly body: ChatRequestBody;
  /** Names in lower case. */
  readonly headers: Readonly<IncomingHttpHeaders>;
  /** Resolves when the connection is closed before the whole answer is out; else never. */
  readonly abandoned: Promise<void>;
}

const ROLES: readonly unknown[] = ['system', 'user', 'assistant'];

/**
 * Reads the body of a chat request as strictly as the pickiest compatible servers do:
 * contents are plain strings, and a message has no other field.
 * @returns the body, or what is wrong with it in a sentence
 */
export function parseChatRequest(json: string): ChatRequestBody | string {
  const body = parseJson(json);
  if (!isObject(body)) return 'The body must be a JSON object.';
  const { model, messages } = body;
  if (typeof model !== 'string' || model === '') return "Missing required parameter: 'model'.";
  if (!Array.isArray(messages) || messages.length === 0) return "Missing required parameter: 'messages'.";
  const problem = messages.map(messageProblem).find((found) => found !== null);
  return problem ?? (body as ChatRequestBody);
}

function messageProblem(message: unknown, index: number): string | null {
  if (!isObject(message)) return `messages[${index}] must be an object.`;
  const { role, content, ...others } = message;
  if (!ROLES.includes(role)) return `messages[${index}].role must be system, user or assistant.`;
  if (typeof content !== 'string') return `messages[${index}].content must be a string.`;
  const [other] = Object.keys(others);
  return other === undefined ? null : `messages[${index}].${other} is not supported.`;
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
