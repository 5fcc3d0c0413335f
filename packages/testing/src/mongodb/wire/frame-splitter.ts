const HEADER_BYTES = 16;
/** What a real server takes at most: `maxMessageSizeBytes`. */
export const MOST_MESSAGE_BYTES = 48_000_000;

/** Cuts the bytes of a connection into messages: each begins with its own length. */
export class FrameSplitter {
  #chunks: Buffer[] = [];
  #length = 0;

  /**
   * The messages that are complete with this chunk, in order.
   * @throws Error when a length cannot be that of a message
   */
  push(chunk: Buffer): Buffer[] {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
    const frames: Buffer[] = [];
    for (let frame = this.#take(); frame !== null; frame = this.#take()) frames.push(frame);
    return frames;
  }

  #take(): Buffer | null {
    if (this.#length < HEADER_BYTES) return null;
    let first = this.#chunks[0] as Buffer;
    if (first.length < HEADER_BYTES) first = this.#join();
    const length = first.readInt32LE(0);
    if (length < HEADER_BYTES || length > MOST_MESSAGE_BYTES)
      throw new Error(`No message is ${length} bytes.`);
    if (this.#length < length) return null;
    const all = this.#join();
    this.#chunks = all.length === length ? [] : [all.subarray(length)];
    this.#length -= length;
    return all.subarray(0, length);
  }

  #join(): Buffer {
    const all = this.#chunks.length === 1 ? (this.#chunks[0] as Buffer) : Buffer.concat(this.#chunks);
    this.#chunks = [all];
    return all;
  }
}
