import { LlmError } from '../contracts/llm-provider.ts';

/** One question to the model, with all its tries, that may be ended early. */
export class ModelCall {
  #controller: AbortController | null = null;
  #reject: ((error: LlmError) => void) | null = null;
  #isEnded = false;

  /** For the provider. Made only when somebody asks for it: it costs more than the rest of a short turn. */
  get signal(): AbortSignal {
    if (this.#controller === null) {
      this.#controller = new AbortController();
      if (this.#isEnded) this.#controller.abort();
    }
    return this.#controller.signal;
  }

  get isEnded(): boolean {
    return this.#isEnded;
  }

  /** Ends it: what it waits for rejects with an LlmError of kind `aborted`. */
  end(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#controller?.abort();
    this.#reject?.(aborted());
  }

  /** Settles as the promise does, unless the call ends before: a provider that does not heed the signal must not hold up the bot. */
  until<Value>(promise: Promise<Value>): Promise<Value> {
    return new Promise<Value>((resolve, reject) => {
      this.#reject = reject;
      if (this.#isEnded) reject(aborted());
      promise.then(resolve, reject);
    });
  }
}

function aborted(): LlmError {
  return new LlmError('aborted', 'The turn was stopped.');
}
