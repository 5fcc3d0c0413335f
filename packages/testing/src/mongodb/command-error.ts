import type { BsonDocument } from './values/document.ts';

/** Error codes of MongoDB: https://www.mongodb.com/docs/manual/reference/error-codes/ */
const CODES = {
  BadValue: 2,
  FailedToParse: 9,
  TypeMismatch: 14,
  IllegalOperation: 20,
  NamespaceNotFound: 26,
  IndexNotFound: 27,
  PathNotViable: 28,
  ConflictingUpdateOperators: 40,
  CursorNotFound: 43,
  NamespaceExists: 48,
  DollarPrefixedFieldName: 52,
  CommandNotFound: 59,
  ImmutableField: 66,
  InvalidIdField: 53,
  CannotCreateIndex: 67,
  InvalidOptions: 72,
  InvalidNamespace: 73,
  IndexOptionsConflict: 85,
  IndexKeySpecsConflict: 86,
  ShutdownInProgress: 91,
  UnsatisfiableWriteConcern: 100,
  CommandNotSupported: 115,
  CannotIndexParallelArrays: 171,
  PrimarySteppedDown: 189,
  TransactionTooOld: 225,
  NotWritablePrimary: 10107,
  BSONObjectTooLarge: 10334,
  DuplicateKey: 11000,
  InterruptedAtShutdown: 11600,
  InterruptedDueToReplStateChange: 11602,
  NotPrimaryNoSecondaryOk: 13435,
  NotPrimaryOrSecondary: 13436,
  UnknownField: 40415,
} as const;

/** The name of an error of MongoDB. */
export type ErrorName = keyof typeof CODES;

/** What a command or one of its writes is refused with. */
export class CommandError extends Error {
  readonly codeName: ErrorName;
  readonly code: number;
  /** Further fields of the answer, as `keyValue` of a duplicate key. */
  readonly details: BsonDocument;

  constructor(codeName: ErrorName, message: string, details: BsonDocument = {}) {
    super(message);
    this.codeName = codeName;
    this.code = CODES[codeName];
    this.details = details;
  }
}

/** What a real server knows and this one does not: better an error than a wrong answer. */
export function unsupported(what: string): CommandError {
  return new CommandError('CommandNotSupported', `${what} is not supported by this test server.`);
}

/** The answer of a command that failed as a whole. */
export function errorReply(error: unknown): BsonDocument {
  if (!(error instanceof CommandError)) {
    return { ok: 0, errmsg: String(error), code: 8, codeName: 'UnknownError' };
  }
  const { message, code, codeName, details } = error;
  return { ok: 0, errmsg: message, code, codeName, ...details };
}
