const MOST_BYTES = 65_536;

/** The text as far as it fits into 64 KB of UTF-8, cut between characters. */
export function limitText(text: string): string {
  const bytes = Buffer.from(text, 'utf8');
  if (bytes.byteLength <= MOST_BYTES) return text;
  let end = MOST_BYTES;
  // 10xxxxxx continues a character that began before.
  while (((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return bytes.toString('utf8', 0, end);
}
