import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { deserialize, serialize } from 'bson';
import type { BsonDocument } from './values/document.ts';
import { FrameSplitter } from './wire/frame-splitter.ts';

const OP_MSG = 2013;
const FLAGS_AT = 16;
const BODY_AT = 21;
const MORE_TO_COME = 2;

/** Sends commands as they are, for what no driver would do; one at a time. For the tests of the server. */
export class RawClient implements AsyncDisposable {
  readonly #socket: Socket;
  readonly #splitter = new FrameSplitter();

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on('error', () => {});
  }

  static async connect(port: number): Promise<RawClient> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    return new RawClient(socket);
  }

  /** @param pieceBytes how many bytes are written at once; default: all of them */
  async send(command: BsonDocument, pieceBytes = Infinity): Promise<BsonDocument> {
    const frame = frameOf(command, 0);
    for (let at = 0; at < frame.length; at += pieceBytes) {
      const piece = frame.subarray(at, at + pieceBytes);
      await new Promise<void>((resolve) => this.#socket.write(piece, () => resolve()));
    }
    for (;;) {
      const [chunk] = (await once(this.#socket, 'data')) as [Buffer];
      const [reply] = this.#splitter.push(chunk);
      if (reply !== undefined) return deserialize(reply.subarray(BODY_AT));
    }
  }

  /** Sends a command that is not to be answered. */
  tell(command: BsonDocument): void {
    this.#socket.write(frameOf(command, MORE_TO_COME));
  }

  /** Resolves with true when the server ends the connection after these bytes. */
  async isCutBy(bytes: Buffer): Promise<boolean> {
    const closed = once(this.#socket, 'close');
    this.#socket.resume();
    this.#socket.write(bytes);
    await closed;
    return true;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#socket.destroy();
    await Promise.resolve();
  }
}

function frameOf(command: BsonDocument, flags: number): Buffer {
  const body = serialize({ ...command, $db: 'test' });
  const frame = Buffer.alloc(BODY_AT + body.length);
  frame.writeInt32LE(frame.length, 0);
  frame.writeInt32LE(OP_MSG, 12);
  frame.writeInt32LE(flags, FLAGS_AT);
  frame.set(body, BODY_AT);
  return frame;
}
