const INTRO_LENGTH = 4;
const ROUTING_PREFIX_LENGTH = 7;

/**
 * Cuts a client's byte stream into frames: each is a 3 byte big-endian length and its payload.
 * The stream opens with `WA 06 03`; a client that was told routing information before puts
 * `ED 00 01`, a 3 byte length and those bytes in front (`makeNoiseHandler` of Baileys).
 */
export class FrameSplitter {
  #pending: Buffer = Buffer.alloc(0);
  #introduced = false;

  /**
   * Takes the next bytes, however they were cut on the way, and returns the frames that are now whole.
   * @throws Error when the stream does not open as a WhatsApp client's does
   */
  push(bytes: Uint8Array): Buffer[] {
    this.#pending = Buffer.concat([this.#pending, bytes]);
    if (!this.#introduced && !this.#readIntro()) return [];
    const frames: Buffer[] = [];
    for (let frame = this.#take(); frame; frame = this.#take()) frames.push(frame);
    return frames;
  }

  #readIntro(): boolean {
    if (this.#pending.length < INTRO_LENGTH) return false;
    const start = this.#introStart();
    if (start === undefined || this.#pending.length < start + INTRO_LENGTH) return false;
    const intro = this.#pending.subarray(start, start + 2).toString('latin1');
    if (intro !== 'WA') throw new Error('This is not a WhatsApp client: the stream does not open with "WA".');
    this.#pending = this.#pending.subarray(start + INTRO_LENGTH);
    this.#introduced = true;
    return true;
  }

  #introStart(): number | undefined {
    if (this.#pending.subarray(0, 2).toString('latin1') !== 'ED') return 0;
    if (this.#pending.length < ROUTING_PREFIX_LENGTH) return undefined;
    return ROUTING_PREFIX_LENGTH + this.#pending.readUIntBE(INTRO_LENGTH, 3);
  }

  #take(): Buffer | undefined {
    if (this.#pending.length < 3) return undefined;
    const end = 3 + this.#pending.readUIntBE(0, 3);
    if (this.#pending.length < end) return undefined;
    const frame = this.#pending.subarray(3, end);
    this.#pending = this.#pending.subarray(end);
    return frame;
  }
}

/** Puts the 3 byte length in front of a payload. */
export function frame(payload: Uint8Array): Buffer {
  const head = Buffer.alloc(3);
  head.writeUIntBE(payload.length, 0, 3);
  return Buffer.concat([head, payload]);
}
