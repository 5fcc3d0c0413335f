import type { LlmServerRequest } from './llm-request.ts';

/** What a server was asked, in order, for readers that wait. */
export class RequestLog {
  readonly #requests: LlmServerRequest[] = [];
  readonly #waiting: PromiseWithResolvers<LlmServerRequest>[] = [];
  #taken = 0;
  #isClosed = false;

  /** Every request so far, oldest first. */
  get all(): readonly LlmServerRequest[] {
    return this.#requests;
  }

  add(request: LlmServerRequest): void {
    this.#requests.push(request);
    const reader = this.#waiting.shift();
    if (reader === undefined) return;
    this.#taken++;
    reader.resolve(request);
  }

  /** The oldest request that `next` has not given yet; waits for it when there is none. */
  next(): Promise<LlmServerRequest> {
    const reader = Promise.withResolvers<LlmServerRequest>();
    // A reader that nobody awaits any more is no failure.
    reader.promise.catch(() => {});
    const request = this.#requests[this.#taken];
    if (request !== undefined) {
      this.#taken++;
      reader.resolve(request);
    } else if (this.#isClosed) reader.reject(closedError());
    else this.#waiting.push(reader);
    return reader.promise;
  }

  /** Rejects everyone who still waits. */
  close(): void {
    this.#isClosed = true;
    for (const reader of this.#waiting.splice(0)) reader.reject(closedError());
  }
}

function closedError(): Error {
  return new Error('The LLM server was closed before the request came.');
}
