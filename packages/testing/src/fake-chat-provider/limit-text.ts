const MOST_BYTES = 65_536;

/** The text as far as it fits into 64 KB of UTF-8, cut between characters. */
export function limitText(text: string): string {
  const bytes = new TextEncoder().encode(text).subarray(0, MOST_BYTES);
  // As in the middle of a stream: a character that is not whole is left for later.
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes, { stream: true });
}
