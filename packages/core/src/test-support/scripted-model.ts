import { createFakeLlmProvider, type FakeClock, textResult } from '@chat-imposter/testing';
import { LlmError, type LlmProvider, type LlmResult } from '../contracts/llm-provider.ts';
import type { ModelOutcome } from './schedule.ts';

const SLOW_MS = 20_000;

/** What lasts for several requests. */
const LASTING: Partial<Record<ModelOutcome, ModelOutcome[]>> = {
  defect: ['defect', 'defect', 'defect'],
  outage: new Array<ModelOutcome>(15).fill('server'),
};

/** A model that does what a schedule says, request by request. No two of its answers are alike. */
export class ScriptedModel {
  readonly #outcomes: ModelOutcome[];
  readonly #clock: FakeClock;
  #count = 0;
  #defects = 0;

  constructor(outcomes: readonly ModelOutcome[], clock: FakeClock) {
    this.#outcomes = outcomes.flatMap((outcome) => LASTING[outcome] ?? [outcome]);
    this.#clock = clock;
  }

  /** A provider of it, for one process. */
  provider(): LlmProvider {
    const llm = createFakeLlmProvider();
    llm.answerWith(() => this.#next());
    return llm;
  }

  /** From now on every request is answered. */
  heal(): void {
    this.#outcomes.length = 0;
    this.#defects = 0;
  }

  /** Throws when the last answer leads to a bug of ours. */
  throwDefect(): void {
    if (this.#defects === 0) return;
    this.#defects -= 1;
    throw new TypeError('a defect');
  }

  #next(): string | LlmResult | Promise<string> {
    const number = ++this.#count;
    const answer = textResult(`answer ${number}`);
    const outcome = this.#outcomes.shift() ?? 'text';
    switch (outcome) {
      case 'text':
        return answer;
      case 'texts':
        return textResult(`answer ${number} a\nanswer ${number} b\nanswer ${number} c`);
      case 'no_reply':
        return 'NO_REPLY';
      case 'empty':
        return ' \n ';
      case 'refusal': {
        const { usage, model, requestId } = answer;
        return { kind: 'refusal', refusal: 'no', usage, model, requestId };
      }
      case 'length':
        return cutOff(`half ${number}`);
      case 'slow':
        return new Promise((resolve) => this.#clock.after(SLOW_MS, () => resolve(`slow answer ${number}`)));
      case 'hang':
        return new Promise(() => {});
      case 'bug':
        throw new TypeError('a bug of the provider');
      case 'defect':
        this.#defects += 1;
        return `never said ${number}`;
      case 'outage':
        throw new LlmError('server', 'scripted');
      default:
        throw new LlmError(outcome, 'scripted');
    }
  }
}

/** An answer that the model could not end. */
function cutOff(text: string): LlmResult {
  const result = textResult(text);
  return result.kind === 'text' ? { ...result, finish: 'length' } : result;
}
