import type { LlmServerRequest } from './llm-request.ts';

/** What the brain goes by. */
interface Conversation {
  system: string;
  /** Everything that was said, without the system message. */
  messages: readonly { role: string; content: string }[];
  /** The last line of the newest message: what is answered. */
  line: string;
}

/** A rule gives an answer, or null when it has nothing to say. */
type Rule = (conversation: Conversation) => string | null;

/**
 * A model without a mind, which holds a short plausible chat and answers only from what it was sent, so that a test
 * can tell from an answer what the prompt contained. The last line of the newest message decides:
 * - "my name is Ann" is greeted; "what is my name?" recalls the name that was given last, in any earlier message.
 * - "how many messages do you see?" counts the messages of the request, the system message not included.
 * - "who are you?" gives the name in the persona ("You are Dana, …").
 * - "repeat: x" gives x; "no need to answer" gives `NO_REPLY`.
 * - Greetings, thanks, goodbyes and small talk get a fitting word, questions are given back,
 *   and any other line is echoed.
 */
export function scriptedBrain(request: Pick<LlmServerRequest, 'body'>): string {
  const conversation = read(request);
  for (const rule of RULES) {
    const answer = rule(conversation);
    if (answer !== null) return answer;
  }
  return `You said: ${conversation.line}`;
}

const NAME_GIVEN = /\b(?:my name is|my name's|call me) (\p{L}[\p{L}'-]*)/giu;

const RULES: readonly Rule[] = [
  ({ line }) => /\brepeat:\s+(.+)$/i.exec(line)?.[1] ?? null,
  ({ line }) => (/\bno need to answer\b/i.test(line) ? 'NO_REPLY' : null),
  (conversation) => (/\bwhat(?: is|'s) my name\b/i.test(conversation.line) ? recallName(conversation) : null),
  ({ line, messages }) =>
    /\bhow many messages\b/i.test(line)
      ? `I see ${messages.length} ${plural('message', messages.length)}.`
      : null,
  ({ line, system }) => (/\bwho are you\b/i.test(line) ? introduce(system) : null),
  ({ line }) => firstName(line, (name) => `Nice to meet you, ${name}!`),
  (conversation) => (/^(?:.*: )?(?:hi|hey|hello)\b/i.test(conversation.line) ? greet(conversation) : null),
  ({ line }) => (/\bhow are you\b/i.test(line) ? 'Pretty good, thanks. And you?' : null),
  ({ line }) => (/\bthanks\b|\bthank you\b/i.test(line) ? 'Any time!' : null),
  ({ line }) => (/\b(?:bye|good night|see you)\b/i.test(line) ? 'Talk soon!' : null),
  ({ line }) => (line.endsWith('?') ? 'Good question. What do you think?' : null),
];

function read({ body }: Pick<LlmServerRequest, 'body'>): Conversation {
  const messages = body.messages.filter(({ role }) => role !== 'system');
  const lines = messages.at(-1)?.content.split('\n') ?? [];
  return {
    system: body.messages.find(({ role }) => role === 'system')?.content ?? '',
    messages,
    line: lines.findLast((line) => line.trim() !== '')?.trim() ?? '',
  };
}

function recallName(conversation: Conversation): string {
  const name = knownName(conversation);
  return name === null ? 'I do not know your name yet.' : `Your name is ${name}.`;
}

function greet(conversation: Conversation): string {
  const name = knownName(conversation);
  return name === null ? 'Hi! How are you?' : `Hi ${name}! How are you?`;
}

function knownName({ messages }: Conversation): string | null {
  const said = messages.filter(({ role }) => role === 'user').map(({ content }) => content);
  return [...said.join('\n').matchAll(NAME_GIVEN)].at(-1)?.[1] ?? null;
}

function firstName(line: string, answer: (name: string) => string): string | null {
  const name = [...line.matchAll(NAME_GIVEN)].at(-1)?.[1];
  return name === undefined ? null : answer(name);
}

function introduce(system: string): string {
  const name = /\byou are ([^.,;\n]+)/i.exec(system)?.[1];
  return name === undefined ? 'Just me.' : `I am ${name.trim()}.`;
}

function plural(word: string, count: number): string {
  return count === 1 ? word : `${word}s`;
}
