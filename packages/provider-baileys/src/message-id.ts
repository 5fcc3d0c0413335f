/**
 * Makes a WhatsApp message id of 32 hex characters: `3EB0` and 18 upper-case hex digits, the shape that
 * WhatsApp Web and Baileys (`generateMessageIDV2` in Utils/generics.js) use. Same input, same id.
 * @throws TypeError when the digest has fewer than 18 hex characters.
 */
export function messageIdFrom(digest: string): string {
  const part = digest.slice(0, 18);
  if (!/^[0-9a-f]{18}$/i.test(part)) {
    throw new TypeError('A message id needs a digest of at least 18 hex characters.');
  }
  return `3EB0${part.toUpperCase()}`;
}
