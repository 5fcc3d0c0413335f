import { readFileSync } from 'node:fs';

const HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;
const PAGE_SIZE_AT = 8;
/** In the header of a frame; not 0 in the last one of a transaction. */
const DATABASE_SIZE_AT = 4;

/**
 * How many transactions the write-ahead log of an open store holds, if it was not written back yet (after some hundred
 * writes). Its format: https://www.sqlite.org/fileformat2.html#the_write_ahead_log
 */
export function countCommits(path: string): number {
  const log = readFileSync(`${path}-wal`);
  const frameBytes = FRAME_HEADER_BYTES + log.readUInt32BE(PAGE_SIZE_AT);
  let commits = 0;
  for (let frame = HEADER_BYTES; frame + frameBytes <= log.length; frame += frameBytes) {
    if (log.readUInt32BE(frame + DATABASE_SIZE_AT) !== 0) commits += 1;
  }
  return commits;
}
