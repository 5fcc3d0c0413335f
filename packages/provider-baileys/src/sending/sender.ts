import type { Clock } from '@chat-imposter/core';
import type { BinaryNode, WASocket } from '@whiskeysockets/baileys';
import type { UnfinishedWork } from '../connection/unfinished-work.ts';
import { Acknowledgements } from './acknowledgements.ts';
import { closedFailure, failureBeforeWriting } from './send-failure.ts';
import type { SentMessages } from './sent-messages.ts';

/** What the outbound side of a connection works with. */
export interface SenderParts {
  clock: Clock;
  sent: SentMessages;
  work: UnfinishedWork;
}

/** The outbound side of one connection. */
export class Sender {
  readonly #socket: WASocket;
  readonly #parts: SenderParts;
  readonly #acknowledgements: Acknowledgements;
  #isOpen = false;

  constructor(socket: WASocket, parts: SenderParts) {
    this.#socket = socket;
    this.#parts = parts;
    this.#acknowledgements = new Acknowledgements(parts.clock);
    socket.ws.on('CB:ack,class:message', ({ attrs }: BinaryNode) => {
      this.#acknowledgements.answered(attrs.id ?? '', attrs.error);
    });
  }

  /** The login is done: from now on messages can be sent. */
  opened(): void {
    this.#isOpen = true;
  }

  /** No more can be sent; what waits for an acknowledgement fails as `closed`. */
  close(): void {
    this.#isOpen = false;
    this.#acknowledgements.failAll(closedFailure());
  }

  /** Resolves when WhatsApp has acknowledged the message. @throws SendError */
  async send(chatId: string, text: string, messageId: string): Promise<void> {
    if (!this.#isOpen) throw closedFailure();
    this.#parts.sent.add(messageId, text);
    const acknowledged = this.#acknowledgements.expect(messageId);
    const writing = this.#socket.sendMessage(chatId, { text, linkPreview: null }, { messageId });
    this.#parts.work.track(writing).then(
      () => this.#acknowledgements.written(messageId),
      (error: unknown) => this.#acknowledgements.fail(messageId, failureBeforeWriting(error)),
    );
    await acknowledged;
  }
}
