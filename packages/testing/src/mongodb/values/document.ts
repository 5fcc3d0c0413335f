/** A BSON document; its numbers are `Int32`, `Double` and `Long`, or JavaScript's where an expression made them. */
export type BsonDocument = Record<string, unknown>;

/** Whether a value is an embedded document, not one of the other BSON types. */
export function isDocument(value: unknown): value is BsonDocument {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Whether a value is a document of operators, as `{ $gt: 5 }` is. */
export function isOperatorDocument(value: unknown): value is BsonDocument {
  return isDocument(value) && Object.keys(value)[0]?.startsWith('$') === true;
}

/** The value of a field of its own; `undefined` when the document does not have it. */
export function fieldOf(document: BsonDocument, name: string): unknown {
  return Object.hasOwn(document, name) ? document[name] : undefined;
}
