const NEWLINE = 0x0a;

/** How many of the first bytes are whole lines and not more than `room` bytes; 0 when the first line does not fit. */
export function wholeLinesWithin(lines: Buffer, room: number): number {
  if (lines.length <= room) return lines.length;
  return room <= 0 ? 0 : lines.lastIndexOf(NEWLINE, room - 1) + 1;
}

/** How many bytes the first line has, with its end. */
export function firstLineLength(lines: Buffer): number {
  return lines.indexOf(NEWLINE) + 1;
}

/** How many lines end in these bytes. */
export function countLines(lines: Buffer): number {
  let count = 0;
  for (let at = lines.indexOf(NEWLINE); at !== -1; at = lines.indexOf(NEWLINE, at + 1)) count += 1;
  return count;
}
