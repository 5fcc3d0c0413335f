import type { IncomingMessage } from 'node:http';

/** How much of a body that nobody wants is still read: 16 MB. */
const MAX_DROPPED_BYTES = 16_777_216;

/**
 * Reads and drops what is left of a body after its answer was given, because many clients look at the answer only when
 * they have sent everything. Who does not come to an end is cut off.
 */
export function dropRest(request: IncomingMessage): void {
  if (request.complete) return;
  let length = 0;
  request.on('data', (chunk: Buffer) => {
    length += chunk.length;
    if (length > MAX_DROPPED_BYTES) request.destroy();
  });
}
