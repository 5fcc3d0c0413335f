import {
  type CancelTimer,
  type ChatSession,
  type ChatSessionContext,
  type Identity,
  ImposterError,
  type IncomingMessage,
  SendError,
  type StatusReport,
} from '@chat-imposter/core';
import type { Account } from './account.ts';
import type { BaileysConfiguration } from './configuration.ts';
import { ClientVersion } from './connection/client-version.ts';
import type { Connection } from './connection/connection.ts';
import type { ConnectionListener } from './connection/connection-parts.ts';
import { type Disconnect, disconnectFrom, disconnectOnFailure } from './connection/disconnect.ts';
import type { LoginGate } from './connection/login-gate.ts';
import { Reconnection } from './connection/reconnection.ts';
import { within } from './connection/within.ts';
import { isLinked } from './credentials/linked.ts';
import type { HistoryWindow } from './history/history-window.ts';
import type { BaileysProviderOptions } from './provider-options.ts';
import { isSendableId } from './sending/chat-id.ts';

const UNLINKING_MS = 5_000;
const STOPPING_MS = 5_000;

/**
 * One bot at WhatsApp: connects, reconnects, and stops when WhatsApp says that it is over. At most one connection is
 * alive at a time; what an older run still tells is not heard.
 */
export class BaileysSession implements ChatSession {
  readonly #context: ChatSessionContext<BaileysConfiguration>;
  readonly #options: BaileysProviderOptions;
  readonly #gate: LoginGate;
  readonly #reconnection: Reconnection;
  readonly #version: ClientVersion;
  /** Stands for one run, from a start to the stop or the end; null while there is none. */
  #run: symbol | null = null;
  #account: Account | null = null;
  #connection: Connection | null = null;
  /** The step that is under way: connecting, or dealing with the end of a connection. */
  #step: Promise<void> = Promise.resolve();
  #turn: Promise<void> = Promise.resolve();
  /** Ends the wait for the next connection. */
  #cancelWait: CancelTimer | null = null;
  #qrText: string | null = null;

  /** @param gate what the sessions of one provider share */
  constructor(
    context: ChatSessionContext<BaileysConfiguration>,
    options: BaileysProviderOptions,
    gate: LoginGate,
  ) {
    this.#context = context;
    this.#options = options;
    this.#gate = gate;
    const { socket, webSocketUrl, fetchVersion = webSocketUrl === undefined } = options;
    this.#version = new ClientVersion(context.clock, fetchVersion && socket?.version === undefined);
    this.#reconnection = new Reconnection(context.clock, context.random);
  }

  start(): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#run) return;
      await within(this.#context.clock, STOPPING_MS, this.#step);
      this.#run = Symbol('run');
      this.#reconnection.reset();
      this.#version.reset();
      this.#report({ status: 'connecting' });
      this.#connectInTurn(this.#run);
    });
  }

  stop(): Promise<void> {
    return this.#inTurn(async () => {
      const wasRunning = this.#run !== null;
      await this.#endRun();
      await this.#closeAccount();
      if (wasRunning) this.#report({ status: 'disconnected' });
    });
  }

  logout(): Promise<void> {
    return this.#inTurn(async () => {
      const open = this.#connection?.isOpen ? this.#connection : null;
      if (!open) await this.#endRun();
      const run = Symbol('unlinking');
      this.#run = run;
      await within(this.#context.clock, UNLINKING_MS, this.#unlink(open, run));
      await this.#endRun();
      await this.#closeAccount();
      await this.#context.credentials.clear();
      this.#report({ status: 'disconnected' });
    });
  }

  async send(chatId: string, text: string, options: { messageId: string }): Promise<void> {
    if (!isSendableId(chatId)) {
      throw new SendError(
        'rejected',
        'The chat id is none of WhatsApp; it must be the id of a person or a group.',
      );
    }
    if (!this.#connection?.isOpen) throw new SendError('closed', 'There is no connection to WhatsApp now.');
    await this.#connection.send(chatId, text, options.messageId);
  }

  ownChat(): Identity | null {
    return this.#account?.ownChat ?? null;
  }

  forget(ids: readonly string[]): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#account) return this.#account.forget(ids);
      const { forgetNames } = await import('./people/forget-names.ts');
      return forgetNames(this.#context.credentials, ids);
    });
  }

  async listGroups(): Promise<readonly Identity[]> {
    if (this.#connection?.isOpen) return this.#connection.listGroups();
    throw new ImposterError('not_connected', 'There is no connection to WhatsApp now.');
  }

  async fetchHistory(chatId: string, window: HistoryWindow): Promise<readonly IncomingMessage[]> {
    if (this.#connection?.isOpen) return this.#connection.history.fetch(chatId, window);
    throw new ImposterError('not_connected', 'There is no connection to WhatsApp now.');
  }

  /** Connects when it is this session's turn among those of the provider. */
  #connectInTurn(run: symbol): void {
    this.#cancelWait = this.#gate.enter(this.#context.clock, () => this.#connect(run));
  }

  #connect(run: symbol): void {
    this.#step = this.#tryToConnect(run).catch((error: unknown) => {
      this.#context.logger.error(
        { err: error },
        'Baileys cannot be used: is it installed, are its socket options right?',
      );
      return this.#onClosed(run, disconnectFrom(error));
    });
  }

  async #tryToConnect(run: symbol): Promise<void> {
    const { Account } = await import('./account.ts');
    try {
      this.#account ??= await Account.load(this.#context, this.#options);
      await this.#account.catchUp();
    } catch (error) {
      return this.#onClosed(run, disconnectOnFailure(error));
    }
    if (this.#run === run) {
      this.#connection = this.#account.connect(this.#listener(run), this.#version.current);
    }
  }

  #listener(run: symbol): ConnectionListener {
    const when = (act: () => void) => {
      if (this.#run === run) act();
    };
    return {
      onQr: (text) => when(() => void this.#showQr(run, text)),
      onPairingCode: (pairingCode) =>
        when(() => {
          this.#qrText = null;
          this.#report({ status: 'linking', pairingCode });
        }),
      onPaired: () => when(() => this.#report({ status: 'connecting' })),
      onOpen: () =>
        when(() => {
          this.#reconnection.opened();
          this.#report({ status: 'connected' });
        }),
      onHistory: (percent) =>
        when(() =>
          this.#report({ status: 'connected', ...(percent === null ? {} : { historyPercent: percent }) }),
        ),
      onClosed: (disconnect) =>
        when(() => {
          this.#step = this.#onClosed(run, disconnect);
        }),
    };
  }

  async #showQr(run: symbol, text: string): Promise<void> {
    this.#qrText = text;
    const { renderQr } = await import('./qr-code.ts');
    const qr = await renderQr(text);
    if (this.#run === run && this.#qrText === text) this.#report({ status: 'linking', qr });
  }

  async #onClosed(run: symbol, disconnect: Disconnect): Promise<void> {
    if (this.#run !== run) return;
    this.#connection = null;
    const step = this.#reconnection.ended(disconnect);
    this.#logEnd(disconnect, step.delayMs);
    if (step.kind === 'reconnect') {
      this.#report({ status: 'connecting', ...(step.error ? { error: step.error } : {}) });
      this.#cancelWait = this.#context.clock.after(step.delayMs, () => this.#connectInTurn(run));
      return;
    }
    if (step.error.code === 'version_refused') {
      const hasOther = await this.#version.renew();
      if (this.#run !== run) return;
      if (hasOther) return this.#connectInTurn(run);
    }
    this.#run = null;
    await this.#closeAccount();
    if (step.forgetsCredentials) await this.#forgetCredentials();
    this.#report({ status: 'disconnected', error: step.error });
  }

  #logEnd(disconnect: Disconnect, delayMs: number): void {
    const { logger, userId } = this.#context;
    const fields = { userId, ...disconnect, delayMs };
    if (disconnect.kind === 'platform') logger.info(fields, 'the connection to WhatsApp ended');
    else logger.error(fields, 'the connection to WhatsApp was closed because of the store');
  }

  async #forgetCredentials(): Promise<void> {
    try {
      await this.#context.credentials.clear();
    } catch (error) {
      this.#context.logger.error({ err: error }, 'the void WhatsApp credentials could not be deleted');
    }
  }

  /** Ends what is under way, without a word to the core. */
  async #endRun(): Promise<void> {
    this.#run = null;
    this.#cancelWait?.();
    this.#version.cancel();
    this.#reconnection.reset();
    await within(this.#context.clock, STOPPING_MS, this.#step);
    await this.#connection?.end();
    this.#connection = null;
  }

  async #closeAccount(): Promise<void> {
    await this.#account?.close();
    this.#account = null;
  }

  /** Asks WhatsApp to end the link, over the open connection or one made for it. */
  async #unlink(open: Connection | null, run: symbol): Promise<void> {
    const connection = open ?? (await this.#connectToUnlink(run));
    await connection?.unlink();
  }

  async #connectToUnlink(run: symbol): Promise<Connection | null> {
    if (!(await isLinked(this.#context.credentials))) return null;
    const { Account } = await import('./account.ts');
    this.#account ??= await Account.load(this.#context, this.#options);
    await new Promise<void>((resolve) => {
      this.#cancelWait = this.#gate.enter(this.#context.clock, resolve);
    });
    if (this.#run !== run) return null;
    const opened = Promise.withResolvers<void>();
    this.#connection = this.#account.connect(
      {
        onQr() {},
        onPairingCode() {},
        onPaired() {},
        onHistory() {},
        onOpen: opened.resolve,
        onClosed: () => opened.reject(new Error('WhatsApp could not be reached.')),
      },
      this.#version.current,
    );
    await opened.promise;
    return this.#connection;
  }

  #report(report: StatusReport): void {
    if (report.status !== 'linking') this.#qrText = null;
    this.#context.events.status(report);
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => undefined);
    return done;
  }
}
