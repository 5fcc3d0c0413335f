import { EJSON, Int32 } from 'bson';
import { type BsonDocument, isDocument } from '../values/document.ts';
import { numberIn } from '../values/number.ts';

/**
 * What is added to the answer of a write whose concern one server cannot satisfy. `majority`, 1 and 0 are satisfied once
 * the write is applied: the only member of the set is its majority.
 * https://www.mongodb.com/docs/manual/reference/write-concern/
 */
export function writeConcernError({ writeConcern }: BsonDocument): BsonDocument {
  const w = isDocument(writeConcern) ? writeConcern.w : undefined;
  if (w === undefined || w === 'majority') return {};
  const members = numberIn(w);
  if (members !== null && members <= 1) return {};
  const isTag = members === null;
  return {
    writeConcernError: {
      code: new Int32(isTag ? 79 : 100),
      codeName: isTag ? 'UnknownReplWriteConcern' : 'UnsatisfiableWriteConcern',
      errmsg: isTag ? `No write concern mode named '${EJSON.stringify(w)}'` : 'Not enough data-bearing nodes',
    },
  };
}
