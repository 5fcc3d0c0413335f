import type { LlmMessage, LlmRequest } from '@chat-imposter/core';
import { LIMITS, PERSONA } from '../workload/workload.ts';
import type { Candidate } from './candidate.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

interface Entry extends LlmMessage {
  time: number;
}

/** What was said with one contact, oldest first, within limits. */
interface History {
  entries: Entry[];
  characters: number;
}

/** What the loop talks to. */
export interface BareSurroundings {
  /** Who is answered. */
  whitelist: readonly string[];
  model: (request: LlmRequest) => Promise<string>;
  send: (contact: string, text: string) => Promise<void>;
}

/** The loop that one writes by hand: everything in memory, nothing that a crash leaves, no order beyond that of promises. */
export function createBareLoop({ whitelist, model, send }: BareSurroundings): Candidate {
  const allowed = new Set(whitelist);
  const histories = new Map<string, History>();

  function remember(history: History, role: Entry['role'], text: string): void {
    const now = Date.now();
    const content = text.slice(0, LIMITS.max_characters_single_message);
    history.entries.push({ role, content, time: now });
    history.characters += content.length;
    for (let oldest = history.entries[0]; oldest !== undefined; oldest = history.entries[0]) {
      const isOver =
        oldest.time < now - LIMITS.max_days * DAY_MS ||
        history.characters > LIMITS.max_characters ||
        history.entries.length > LIMITS.max_messages;
      if (!isOver) break;
      history.entries.shift();
      history.characters -= oldest.content.length;
    }
  }

  return {
    asksModel: true,
    async start() {},
    async receive({ contact, text }) {
      if (!allowed.has(contact)) return;
      const history = histories.get(contact) ?? { entries: [], characters: 0 };
      histories.set(contact, history);
      remember(history, 'user', text);
      const messages = history.entries.map(({ role, content }) => ({ role, content }));
      const reply = await model({ system: PERSONA, messages });
      remember(history, 'assistant', reply);
      await send(contact, reply);
    },
    async idle() {},
    async stop() {},
  };
}
