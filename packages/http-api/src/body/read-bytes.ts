import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import { Problem } from '../problem.ts';
import { MAX_BODY_BYTES, tooLarge, unsupported } from './body-headers.ts';

const unpackers = {
  gzip: promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
};

/**
 * Reads and unpacks a body; never holds more than 1 MB of it, packed or unpacked.
 * @throws Problem 400, 413 or 415.
 */
export async function readBytes(request: IncomingMessage): Promise<Buffer> {
  const encoding = (request.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (encoding === 'identity') return collect(request);
  if (!isPacked(encoding)) throw unsupported('Send the body plain, or packed with gzip, deflate or br.');
  return unpack(await collect(request), encoding);
}

function collect(request: IncomingMessage): Promise<Buffer> {
  if (request.destroyed) return Promise.reject(cutShort());
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const chunks: Buffer[] = [];
  let length = 0;
  request.on('data', (chunk: Buffer) => {
    length += chunk.length;
    if (length <= MAX_BODY_BYTES) {
      chunks.push(chunk);
      return;
    }
    chunks.length = 0;
    reject(tooLarge());
  });
  let hasEnded = false;
  request.once('end', () => {
    hasEnded = true;
    resolve(Buffer.concat(chunks));
  });
  // An error is dear: none is made for a body that has come.
  request.once('close', () => {
    if (!hasEnded) reject(cutShort());
  });
  return promise;
}

async function unpack(packed: Buffer, encoding: keyof typeof unpackers): Promise<Buffer> {
  try {
    return await unpackers[encoding](packed, { maxOutputLength: MAX_BODY_BYTES });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge();
    throw new Problem(400, 'malformed_body', `The body cannot be unpacked as ${encoding}.`, { cause: error });
  }
}

function isPacked(encoding: string): encoding is keyof typeof unpackers {
  return Object.hasOwn(unpackers, encoding);
}

function cutShort(): Problem {
  return new Problem(400, 'malformed_body', 'The body ended before it was complete.');
}
