import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { deserialize, serialize } from 'bson';
import type { BsonDocument } from './values/document.ts';
import { FrameSplitter } from './wire/frame-splitter.ts';

const OP_MSG = 2013;
const BODY_AT = 21;

/** Sends commands as they are, for what no driver would do; one at a time. For the tests of the server. */
export class RawClient implements AsyncDisposable {
  readonly #socket: Socket;
  readonly #splitter = new FrameSplitter();

  private constructor(socket: Socket) {
    this.#socket = socket;
  }

  static async connect(port: number): Promise<RawClient> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    return new RawClient(socket);
  }

  async send(command: BsonDocument): Promise<BsonDocument> {
    const body = serialize({ ...command, $db: 'test' });
    const frame = Buffer.alloc(BODY_AT + body.length);
    frame.writeInt32LE(frame.length, 0);
    frame.writeInt32LE(OP_MSG, 12);
    frame.set(body, BODY_AT);
    this.#socket.write(frame);
    for (;;) {
      const [chunk] = (await once(this.#socket, 'data')) as [Buffer];
      const [reply] = this.#splitter.push(chunk);
      if (reply !== undefined) return deserialize(reply.subarray(BODY_AT));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#socket.destroy();
    await Promise.resolve();
  }
}
