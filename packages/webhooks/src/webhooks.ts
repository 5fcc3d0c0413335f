/** What tells other programs. */
export interface Webhooks {
  /** Events that were neither delivered nor given up so far; one that goes to two targets counts twice. */
  readonly pending: number;
  /** Events that were given up so far; counted like those. */
  readonly deadLetters: number;
  /**
   * Listens no more, tries what waits once more, for at most 5 s, and gives up what is left then. Resolves when the file of
   * dead letters is written. Close the imposter first: what it tells while it closes is sent, too.
   */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}
