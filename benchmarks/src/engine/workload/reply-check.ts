import type { LlmRequest } from '@chat-imposter/core';
import { replyTo, type Workload } from './workload.ts';

/** What the clock line, the name of the contact and the house rules may add to the last message. */
const HEADING_CHARACTERS = 200;

/** How exactly the context must be what the workload expects; `shared` ones hold material of other chats as well. */
export type ContextKind = 'own' | 'shared';

/** The model, and the platform's end: whoever answers less than was asked, or with less context, fails the run. */
export class ReplyCheck {
  readonly #workload: Workload;
  readonly #contextKind: ContextKind;
  readonly #asked: Uint8Array;
  readonly #replied: Uint8Array;
  /** Called when a message got its reply. */
  onReply: () => void = () => {};
  /** Called with the first thing that is not as it must be, and every further one. */
  onFailure: (error: Error) => void = () => {};

  constructor(workload: Workload, count: number, contextKind: ContextKind) {
    this.#workload = workload;
    this.#contextKind = contextKind;
    this.#asked = new Uint8Array(count);
    this.#replied = new Uint8Array(count);
  }

  /**
   * The model's answer.
   * @throws Error when the context is not what it must be
   */
  answer({ system, messages }: LlmRequest): string {
    const last = messages.at(-1)?.content ?? '';
    const id = idIn(last);
    if (system === '') this.failed(new Error(`The model was asked about #${id} without a persona.`));
    const expected = this.#workload.expected(id);
    let characters = 0;
    for (const message of messages) characters += message.content.length;
    const isShort = messages.length < expected.messages || characters < expected.characters;
    const isLong =
      messages.length > expected.messages || characters > expected.characters + HEADING_CHARACTERS;
    if (isShort || (this.#contextKind === 'own' && isLong)) {
      const is = `${messages.length} messages and ${characters} characters`;
      const expects = `${expected.messages} and ${expected.characters}`;
      this.failed(new Error(`The context of #${id} has ${is}, expected are ${expects}.`));
    }
    this.#asked[id] = 1;
    return replyTo(id);
  }

  /**
   * A reply arrived at the contact.
   * @throws Error when it is not the one answer to the one message of this contact
   */
  replied(contact: string, text: string): void {
    const id = idIn(text);
    const message = this.#workload.message(id);
    if (text !== replyTo(id) || message.contact !== contact || !message.isAnswered)
      this.failed(new Error(`${contact} got "${text}".`));
    if (this.#replied[id] === 1) this.failed(new Error(`#${id} was answered twice.`));
    this.#replied[id] = 1;
    this.onReply();
  }

  /**
   * That each message up to `count` was answered, and the model was asked for each.
   * @throws Error naming the first that was not
   */
  assertComplete(count: number, { modelIsAsked }: { modelIsAsked: boolean }): void {
    for (let id = 0; id < count; id++) {
      if (!this.#workload.message(id).isAnswered) continue;
      if (this.#replied[id] !== 1) this.failed(new Error(`#${id} was not answered.`));
      if (modelIsAsked && this.#asked[id] !== 1)
        this.failed(new Error(`The model was not asked about #${id}.`));
    }
  }

  /** Fails the run, also where the thrown error is caught by the candidate. */
  failed(error: Error): never {
    this.onFailure(error);
    throw error;
  }
}

function idIn(text: string): number {
  return Number.parseInt(text.slice(text.lastIndexOf('#') + 1), 10);
}
