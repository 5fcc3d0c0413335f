import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { CommandError, errorReply } from './command-error.ts';
import type { FaultMoment } from './faults/command-fault.ts';
import { withErrorLabels } from './faults/error-labels.ts';
import type { FaultScript } from './faults/fault-script.ts';
import type { Partition } from './faults/partition.ts';
import type { BsonDocument } from './values/document.ts';
import { FrameSplitter } from './wire/frame-splitter.ts';
import { readRequest, type WireRequest, writeReply } from './wire/message.ts';

/** What stands behind all connections of a server. */
export interface ConnectionOptions {
  /** Runs a command on the data. */
  run: (command: BsonDocument) => BsonDocument;
  script: FaultScript;
  partition: Partition;
}

/** Answers the commands of one client one after the other, with the faults that meet them. */
export class Connection {
  readonly #socket: Socket;
  readonly #options: ConnectionOptions;
  #last: Promise<void> = Promise.resolve();
  #isCut = false;

  constructor(socket: Socket, options: ConnectionOptions) {
    this.#socket = socket;
    this.#options = options;
    const splitter = new FrameSplitter();
    socket.setNoDelay(true);
    socket.on('error', () => {});
    socket.on('data', (chunk: Buffer) => {
      try {
        for (const frame of splitter.push(chunk)) this.#take(readRequest(frame));
      } catch {
        this.cut();
      }
    });
  }

  /** Ends it. Commands that it has brought and that are not begun have no effect. */
  cut(): void {
    this.#isCut = true;
    this.#socket.destroy();
  }

  #take(request: WireRequest): void {
    this.#last = this.#last.then(() => this.#answer(request)).catch(() => this.cut());
  }

  async #answer(request: WireRequest): Promise<void> {
    const { command } = request;
    if (!this.#options.partition.isOpen) await this.#options.partition.passage();
    const instead = await this.#meet(command, 'before');
    if (instead === 'cut' || this.#isCut) return;
    const reply = instead ?? this.#run(command);
    const late = await this.#meet(command, 'after');
    if (late === 'cut') return;
    if (!this.#options.partition.isOpen) await this.#options.partition.passage();
    if (request.isAnswered) this.#socket.write(writeReply(request, withErrorLabels(late ?? reply, command)));
  }

  #run(command: BsonDocument): BsonDocument {
    try {
      return this.#options.run(command);
    } catch (error) {
      return errorReply(error);
    }
  }

  /** What the faults of a moment do: an answer in the place of the command's own, or none at all. */
  async #meet(command: BsonDocument, moment: FaultMoment): Promise<BsonDocument | 'cut' | null> {
    for (;;) {
      const met = this.#options.script.take(command, moment);
      if (met === null) return null;
      const { fault, released } = met;
      if (fault.kind === 'cut') {
        this.cut();
        return 'cut';
      }
      if (fault.kind === 'fail') return errorReply(new CommandError(fault.error, `Scripted: ${fault.error}`));
      if (fault.kind === 'hold') await released;
      else await Promise.race([pause(fault.milliseconds, undefined, { ref: false }), released]);
    }
  }
}
