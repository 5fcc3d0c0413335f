import { createHash } from 'node:crypto';
import { CHECKSUM } from './linked.ts';

const FORM = /^\{"checksum":"([0-9a-f]{64})",/;

/** Puts a checksum in front of the fields of an object, which is given as JSON and has some. */
export function withChecksum(json: string): string {
  return `{"${CHECKSUM}":"${hashOf(json)}",${json.slice(1)}`;
}

/** Whether the object is to the letter what it was when it got its checksum. */
export function hasRightChecksum(json: string): boolean {
  const [field, checksum] = FORM.exec(json) ?? [];
  return field !== undefined && hashOf(`{${json.slice(field.length)}`) === checksum;
}

function hashOf(json: string): string {
  return createHash('sha256').update(json).digest('hex');
}
