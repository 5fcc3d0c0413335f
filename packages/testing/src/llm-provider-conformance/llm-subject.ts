import type { LlmError, LlmModel, LlmModelContext, LlmRequest, LlmResult } from '@chat-imposter/core';
import { patiently } from '../conformance/changes.ts';
import { RecordedLog } from '../conformance/recorded-log.ts';
import type { LlmPeer, LlmPeerFault, LlmProviderConformanceOptions } from './options.ts';
import { asLlmError, checkWhatWasTold } from './standing-promises.ts';
import { PRIVATE_TEXT, SYSTEM } from './texts.ts';

const PATIENCE_MS = 10_000;

/** How the suite asks. */
export interface AskOptions {
  request?: Partial<LlmRequest>;
  signal?: AbortSignal;
  model?: LlmModel;
}

/** The provider of one check, with a server of its own. */
export class LlmSubject {
  readonly options: LlmProviderConformanceOptions;
  readonly peer: LlmPeer;
  readonly log = new RecordedLog();
  /** Everything that `generate` rejected with. */
  readonly failures: unknown[] = [];
  readonly #patienceMs: number;

  private constructor(options: LlmProviderConformanceOptions, peer: LlmPeer) {
    this.options = options;
    this.peer = peer;
    this.#patienceMs = options.patienceMs ?? PATIENCE_MS;
  }

  static async begin(options: LlmProviderConformanceOptions): Promise<LlmSubject> {
    return new LlmSubject(options, await options.create());
  }

  get provider() {
    return this.peer.provider;
  }

  /** What models are made with. */
  get context(): LlmModelContext {
    return { userId: 'dana', logger: this.log };
  }

  /** A model made with the configuration and these changes. */
  model(changes: object = {}): LlmModel {
    const config = this.provider.configSchema.parse({ ...this.options.config, ...changes });
    return this.provider.createModel(config, this.context);
  }

  /** Asks once. Settles as the model does, or rejects when it does not. */
  async ask(content = PRIVATE_TEXT, options: AskOptions = {}): Promise<LlmResult> {
    const { request, signal = new AbortController().signal, model = this.model() } = options;
    const whole = { system: SYSTEM, messages: [{ role: 'user' as const, content }], ...request };
    const generating = model.generate(whole, { signal }).catch((error: unknown) => {
      this.failures.push(error);
      throw error;
    });
    return patiently(generating, this.#patienceMs, () => 'generate() did not settle.');
  }

  /** The error with which a call fails. */
  async failureOf(asking: Promise<LlmResult>): Promise<LlmError> {
    return asLlmError(await asking.catch((error: unknown) => error));
  }

  /** The error of a call that the server fails. */
  async failureAfter(fault: LlmPeerFault, details?: { retryAfterSeconds?: number }): Promise<LlmError> {
    await this.peer.fail(fault, details);
    return this.failureOf(this.ask());
  }

  /** Resolves when the server was asked so often. */
  async asked(count: number): Promise<void> {
    const complaint = () => `The server got ${this.peer.requests.length} requests instead of ${count}.`;
    await patiently(this.peer.asked(count), this.#patienceMs, complaint);
  }

  /** Looks at all that was told. */
  conclude(): void {
    checkWhatWasTold(this);
  }

  async end(): Promise<void> {
    await this.peer.dispose();
  }
}
