/** Keys by their ids. The first seals, all open. */
export type SealingKeys = ReadonlyMap<string, Uint8Array>;

/** Of AES-256. */
const KEY_BYTES = 32;
const ID = /^[A-Za-z0-9_-]{1,32}$/;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

const HOW_TO_MAKE_ONE = 'make one with: echo "k1:$(openssl rand -base64 32)"';

/**
 * Reads `id:base64[,id:base64…]`, each key 32 bytes.
 * @throws RangeError that says what is wrong; never with a key in it
 */
export function parseSealingKeys(text: string): SealingKeys {
  const keys = new Map<string, Uint8Array>();
  for (const [index, entry] of text.split(',').entries()) {
    const [id = '', key = ''] = entry.trim().split(':');
    const at = `encryption key ${index + 1}`;
    if (!ID.test(id)) {
      throw new RangeError(
        `${at} needs an id of letters, digits, - and _ before a colon; ${HOW_TO_MAKE_ONE}`,
      );
    }
    const bytes = BASE64.test(key) ? Buffer.from(key, 'base64') : Buffer.alloc(0);
    if (bytes.byteLength !== KEY_BYTES) {
      throw new RangeError(`${at} ("${id}") is not ${KEY_BYTES} bytes in base64; ${HOW_TO_MAKE_ONE}`);
    }
    if (keys.has(id)) throw new RangeError(`two encryption keys have the id "${id}"; give each its own`);
    keys.set(id, bytes);
  }
  return keys;
}
