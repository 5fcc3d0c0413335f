import type { BotError, BotMode, BotStatus } from './contracts/bot.ts';
import type { ConnectionErrorCode, ConnectionStatus, StatusReport } from './contracts/chat-provider.ts';
import type { Clock } from './contracts/clock.ts';
import type { StatusEvent } from './contracts/events.ts';
import type { LlmError, LlmErrorKind } from './contracts/llm-provider.ts';

const LLM_ERROR_CODES: Partial<Record<LlmErrorKind, ConnectionErrorCode>> = {
  auth: 'llm_auth',
  quota: 'llm_quota',
  model_not_found: 'llm_model_not_found',
};

/** Where a bot stands, put together from what its session and its language model report. */
export class BotState {
  readonly #userId: string;
  readonly #mode: BotMode;
  readonly #clock: Clock;
  #report: StatusReport = { status: 'disconnected' };
  #since: number;
  #connectionError: BotError | null = null;
  #llmError: BotError | null = null;
  #restriction: BotError | null = null;

  constructor(userId: string, mode: BotMode, clock: Clock) {
    this.#userId = userId;
    this.#mode = mode;
    this.#clock = clock;
    this.#since = clock.now();
  }

  get isConnected(): boolean {
    return this.#report.status === 'connected';
  }

  get isDisconnected(): boolean {
    return this.#report.status === 'disconnected';
  }

  /** Takes a report of the session; tells what of it is news. */
  reported(report: StatusReport): { isNewStatus: boolean; isNewHistory: boolean } {
    const isNewStatus = report.status !== this.#report.status;
    const isNewHistory = report.historyPercent !== this.#report.historyPercent;
    this.#report = report;
    if (isNewStatus) this.#since = this.#clock.now();
    if (report.error !== undefined)
      this.#connectionError = this.#error(report.error.code, report.error.message);
    else if (report.status === 'connected') this.#connectionError = null;
    return { isNewStatus, isNewHistory };
  }

  /** The platform wants the account to be silent. */
  restricted(message: string): void {
    const advice = 'Nothing more is sent until the bot is started again; wait before you do that.';
    this.#restriction = this.#error('restricted', `${message} ${advice}`);
  }

  /** The model cannot be asked for a reason that a person must mend. */
  llmMissing(code: ConnectionErrorCode, message: string): void {
    this.#llmError = this.#error(code, message);
  }

  llmFailed(error: LlmError): void {
    const code = LLM_ERROR_CODES[error.kind];
    if (code !== undefined) this.llmMissing(code, error.message);
  }

  llmAnswered(): void {
    this.#llmError = null;
  }

  /** What is told of it when it has changed. */
  statusEvent(): StatusEvent {
    const { userId, status, historyPercent, lastError } = this.status();
    return {
      userId,
      status,
      ...(historyPercent === undefined ? {} : { historyPercent }),
      ...(lastError === undefined ? {} : { lastError }),
    };
  }

  /** `authenticated` is not known here. */
  status(): Omit<BotStatus, 'authenticated'> & { status: ConnectionStatus } {
    const { status, qr, pairingCode, historyPercent } = this.#report;
    const lastError = this.#connectionError ?? this.#restriction ?? this.#llmError;
    return {
      userId: this.#userId,
      status,
      mode: this.#mode,
      since: this.#since,
      ...(qr === undefined ? {} : { qr }),
      ...(pairingCode === undefined ? {} : { pairingCode }),
      ...(historyPercent === undefined ? {} : { historyPercent }),
      ...(lastError === null ? {} : { lastError }),
    };
  }

  #error(code: ConnectionErrorCode, message: string): BotError {
    return { code, message, time: this.#clock.now() };
  }
}
