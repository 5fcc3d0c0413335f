import { deserialize, serialize } from 'bson';
import type { BsonDocument } from '../values/document.ts';

const OP_REPLY = 1;
const OP_QUERY = 2004;
const OP_MSG = 2013;
const HEADER_BYTES = 16;
const CHECKSUM_PRESENT = 1;
const MORE_TO_COME = 2;
const AWAIT_CAPABLE = 8;

/** A command as it came over the wire; its numbers keep their BSON types. */
export interface WireRequest {
  requestId: number;
  /** How the answer is to be written: a handshake may come in the older form. */
  form: 'message' | 'query';
  command: BsonDocument;
  /** False: the client waits for no answer (write concern 0). */
  isAnswered: boolean;
}

/**
 * Reads a message of the MongoDB wire protocol: OP_MSG, and OP_QUERY, with which drivers shake hands.
 * https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/
 * @throws Error when it is another kind of message
 */
export function readRequest(frame: Buffer): WireRequest {
  const requestId = frame.readInt32LE(4);
  const opCode = frame.readInt32LE(12);
  if (opCode === OP_QUERY) return { requestId, form: 'query', command: queryIn(frame), isAnswered: true };
  if (opCode !== OP_MSG) throw new Error(`The operation ${opCode} is not supported.`);
  const flags = frame.readUInt32LE(HEADER_BYTES);
  const end = frame.length - (flags & CHECKSUM_PRESENT ? 4 : 0);
  const command = sectionsIn(frame.subarray(HEADER_BYTES + 4, end));
  return { requestId, form: 'message', command, isAnswered: (flags & MORE_TO_COME) === 0 };
}

/** The bytes of an answer. */
export function writeReply(request: WireRequest, reply: BsonDocument): Buffer {
  const body = serialize(reply);
  return request.form === 'query' ? queryReply(request, body) : messageReply(request, body);
}

/** Reads a document so that nothing about it is lost: `Int32`, `Double` and `Long` stay what they are. */
export function readDocument(bytes: Uint8Array): BsonDocument {
  return deserialize(bytes, { promoteValues: false, promoteLongs: false, bsonRegExp: true });
}

function sectionsIn(bytes: Buffer): BsonDocument {
  let command: BsonDocument = {};
  const sequences: BsonDocument = {};
  for (let at = 0; at < bytes.length; ) {
    const kind = bytes.readUInt8(at);
    const length = bytes.readInt32LE(at + 1);
    const section = bytes.subarray(at + 1, at + 1 + length);
    if (kind === 0) command = readDocument(section);
    else if (kind === 1) readSequence(section, sequences);
    else throw new Error(`A section of kind ${kind} is not supported.`);
    at += 1 + length;
  }
  return { ...command, ...sequences };
}

function readSequence(section: Buffer, into: BsonDocument): void {
  const nameEnd = section.indexOf(0, 4);
  const documents: BsonDocument[] = [];
  for (let at = nameEnd + 1; at < section.length; ) {
    const length = section.readInt32LE(at);
    documents.push(readDocument(section.subarray(at, at + length)));
    at += length;
  }
  into[section.toString('utf8', 4, nameEnd)] = documents;
}

function queryIn(frame: Buffer): BsonDocument {
  const nameAt = HEADER_BYTES + 4;
  const nameEnd = frame.indexOf(0, nameAt);
  const database = frame.toString('utf8', nameAt, nameEnd).replace(/\.\$cmd$/, '');
  const bodyAt = nameEnd + 1 + 8;
  const body = frame.subarray(bodyAt, bodyAt + frame.readInt32LE(bodyAt));
  return { ...readDocument(body), $db: database };
}

function messageReply({ requestId }: WireRequest, body: Uint8Array): Buffer {
  const frame = Buffer.alloc(HEADER_BYTES + 5 + body.length);
  writeHeader(frame, requestId, OP_MSG);
  frame.set(body, HEADER_BYTES + 5);
  return frame;
}

function queryReply({ requestId }: WireRequest, body: Uint8Array): Buffer {
  const frame = Buffer.alloc(HEADER_BYTES + 20 + body.length);
  writeHeader(frame, requestId, OP_REPLY);
  frame.writeInt32LE(AWAIT_CAPABLE, HEADER_BYTES);
  frame.writeInt32LE(1, HEADER_BYTES + 16);
  frame.set(body, HEADER_BYTES + 20);
  return frame;
}

let lastReplyId = 0;

function writeHeader(frame: Buffer, requestId: number, opCode: number): void {
  lastReplyId = (lastReplyId + 1) & 0x7f_ff_ff_ff;
  frame.writeInt32LE(frame.length, 0);
  frame.writeInt32LE(lastReplyId, 4);
  frame.writeInt32LE(requestId, 8);
  frame.writeInt32LE(opCode, 12);
}
