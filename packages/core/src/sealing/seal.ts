import { createCipheriv, createDecipheriv } from 'node:crypto';
import { ImposterError } from '../contracts/errors.ts';
import type { Random } from '../contracts/random.ts';
import type { SealingKeys } from './sealing-keys.ts';

const CIPHER = 'aes-256-gcm';
/** NIST SP 800-38D: 96 bits, never twice with one key; random ones are good for four billion values. */
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** `v1.<key id>.<iv>.<tag>.<ciphertext>`, the last three as base64url. */
const SEALED = /^v1\.([A-Za-z0-9_-]{1,32})\.([A-Za-z0-9_-]{16})\.([A-Za-z0-9_-]{22})\.([A-Za-z0-9_-]*)$/;

/** Whether a text is one that {@link seal} made. */
export function isSealed(text: string): boolean {
  return text.startsWith('v1.') && SEALED.test(text);
}

/**
 * Encrypts a text so that it opens only with one of the keys, and only at its place.
 * @param place names the value: no two values of a store have the same
 */
export function seal(
  text: string,
  place: readonly string[],
  { keys, random }: { keys: SealingKeys; random: Random },
): string {
  const [[id, key] = []] = keys;
  if (id === undefined || key === undefined) throw new RangeError('There is no encryption key.');
  const iv = Buffer.from(random.hex(IV_BYTES), 'hex');
  const cipher = createCipheriv(CIPHER, key, iv, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(JSON.stringify(place)));
  const ciphertext = Buffer.concat([cipher.update(bytesOf(text)), cipher.final()]);
  return ['v1', id, ...[iv, cipher.getAuthTag(), ciphertext].map((part) => part.toString('base64url'))].join(
    '.',
  );
}

/**
 * The text that was sealed; a text that is not sealed as it is.
 * @throws ImposterError `store_unavailable` when its key is missing, or it was changed or stood elsewhere
 */
export function unseal(text: string, place: readonly string[], keys: SealingKeys): string {
  const [, id, iv, tag, ciphertext] = (text.startsWith('v1.') && SEALED.exec(text)) || [];
  if (id === undefined || iv === undefined || tag === undefined || ciphertext === undefined) return text;
  const key = keys.get(id);
  if (key === undefined) {
    const message = `A secret in the store is sealed with the encryption key "${id}", which was not given; give it as well.`;
    throw new ImposterError('store_unavailable', message);
  }
  try {
    const decipher = createDecipheriv(CIPHER, key, Buffer.from(iv, 'base64url'), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(Buffer.from(JSON.stringify(place)));
    decipher.setAuthTag(Buffer.from(tag, 'base64url'));
    const opened = [decipher.update(Buffer.from(ciphertext, 'base64url')), decipher.final()];
    return textOf(Buffer.concat(opened));
  } catch {
    const message =
      `A secret in the store does not open with the encryption key "${id}": that key is another one than it was sealed ` +
      'with, or the secret was changed or moved. Give the right key, or restore a backup.';
    throw new ImposterError('store_unavailable', message);
  }
}

/** Halves of surrogate pairs are nothing in UTF-8; a text with such is kept as UTF-16. The first byte tells which. */
const [UTF_8, UTF_16] = [0, 1];

function bytesOf(text: string): Buffer {
  const isWhole = text.isWellFormed();
  return Buffer.concat([
    Buffer.of(isWhole ? UTF_8 : UTF_16),
    Buffer.from(text, isWhole ? 'utf8' : 'utf16le'),
  ]);
}

function textOf(bytes: Buffer): string {
  return bytes.toString(bytes[0] === UTF_16 ? 'utf16le' : 'utf8', 1);
}
