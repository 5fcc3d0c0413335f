/** Lets a check wait until something holds, without polling: whoever changes a state calls `note`. */
export class Changes {
  readonly #patienceMs: number;
  readonly #attempts = new Set<() => void>();

  /** @param patienceMs milliseconds after which a wait is given up */
  constructor(patienceMs: number) {
    this.#patienceMs = patienceMs;
  }

  /** Says that some state has changed. */
  note(): void {
    for (const attempt of [...this.#attempts]) attempt();
  }

  /** Resolves with what `read` gives as soon as that is not undefined; rejects with `complaint` in the end. */
  async until<Value>(read: () => Value | undefined, complaint: () => string): Promise<Value> {
    const found = Promise.withResolvers<Value>();
    const attempt = () => {
      const value = read();
      if (value !== undefined) found.resolve(value);
    };
    this.#attempts.add(attempt);
    attempt();
    try {
      return await patiently(found.promise, this.#patienceMs, complaint);
    } finally {
      this.#attempts.delete(attempt);
    }
  }
}

/** The outcome of a promise; rejects with `complaint` when there is none after so many milliseconds. */
export async function patiently<Value>(
  promise: Promise<Value>,
  patienceMs: number,
  complaint: () => string,
): Promise<Value> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(complaint())), patienceMs);
  try {
    return await Promise.race([promise, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
