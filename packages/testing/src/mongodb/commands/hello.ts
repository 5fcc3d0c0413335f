import { Int32, ObjectId } from 'bson';
import type { BsonDocument } from '../values/document.ts';
import { MOST_MESSAGE_BYTES } from '../wire/frame-splitter.ts';

/** What the server is at the moment. */
export interface ServerRole {
  /** The name of the set; null for a server that stands alone. */
  replicaSet: string | null;
  /** False after it has stepped down. */
  isPrimary: boolean;
  /** `host:port` */
  address: string;
  /** Counts the times that it has become primary. */
  term: number;
}

/** That of MongoDB 7.0. */
const MOST_WIRE_VERSION = 21;

/**
 * The answer of `hello`, `isMaster` and `ismaster`. It has no topology version, so drivers ask again instead of waiting
 * for a change.
 * https://www.mongodb.com/docs/manual/reference/command/hello/
 */
export function hello(role: ServerRole, { isLegacy, now }: { isLegacy: boolean; now: Date }): BsonDocument {
  return {
    [isLegacy ? 'ismaster' : 'isWritablePrimary']: role.isPrimary,
    helloOk: true,
    ...(role.replicaSet === null ? {} : membership(role, role.replicaSet)),
    maxBsonObjectSize: new Int32(16 * 1024 * 1024),
    maxMessageSizeBytes: new Int32(MOST_MESSAGE_BYTES),
    maxWriteBatchSize: new Int32(100_000),
    localTime: now,
    logicalSessionTimeoutMinutes: new Int32(30),
    minWireVersion: new Int32(0),
    maxWireVersion: new Int32(MOST_WIRE_VERSION),
    readOnly: false,
  };
}

function membership({ isPrimary, address, term }: ServerRole, setName: string): BsonDocument {
  return {
    setName,
    setVersion: new Int32(1),
    secondary: !isPrimary,
    hosts: [address],
    me: address,
    ...(isPrimary
      ? { primary: address, electionId: ObjectId.createFromHexString(term.toString(16).padStart(24, '0')) }
      : {}),
  };
}
