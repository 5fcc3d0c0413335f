import { ImposterError } from '@chat-imposter/core';
import {
  MongoAPIError,
  MongoClientClosedError,
  MongoError,
  MongoNotConnectedError,
  MongoServerError,
  MongoTopologyClosedError,
} from 'mongodb';

/** Codes of the server that speak of a defect of this package, not of the server's state. */
const DEFECTS = new Set([2, 9, 14, 17, 40, 52, 66, 72, 10334, 17280, 17419]);
/** Codes after which asking again does not help before somebody has changed something. */
const REFUSALS = new Set([13, 18, 85, 86, 8000]);
const DUPLICATE_KEY = 11000;

const NO_ACCESS = 'check user, password and roles';
const NO_SERVER = 'check that the server runs and can be reached';

/** Whether a write was refused because something else has the same unique key. */
export function isDuplicateKey(error: unknown): boolean {
  return error instanceof MongoServerError && error.code === DUPLICATE_KEY;
}

/** Whether the server cannot be used now, and may be able to later without anybody's help. */
export function isPassing(error: unknown): boolean {
  if (!isUnavailable(error) || error instanceof MongoAPIError) return error instanceof MongoNotConnectedError;
  return !(error instanceof MongoServerError && REFUSALS.has(Number(error.code)));
}

/**
 * What callers of the store see of an error: everything that keeps the database from being used becomes an ImposterError
 * that says where it is and what to do; defects stay as they are. No password of a URL and no document is in either.
 */
export function toStoreError(error: unknown, place: string): unknown {
  if (ImposterError.is(error) || !isOfDatabase(error)) return error;
  if (!isUnavailable(error)) return withoutSecrets(error);
  const message = `The MongoDB database ${place} cannot be used: ${masked(error.message)}; ${adviceFor(error)}.`;
  return new ImposterError('store_unavailable', message, { cause: withoutSecrets(error) });
}

/** What a caller sees of an error of the connection string or an option, which may quote them. */
export function wrongUrlError(error: unknown, url: string, place: string): ImposterError {
  const told = error instanceof Error ? error.message : '';
  const secrets = [
    url,
    ...url
      .replace(/^[^/]*\/\//, '')
      .replace(/@[^@]*$/, '')
      .split(':'),
  ];
  const isSafe = secrets.every((secret) => secret === '' || !told.includes(secret));
  const problem = isSafe && told !== '' ? `: ${told.replace(/\.$/, '')}` : '';
  return new ImposterError(
    'store_unavailable',
    `The MongoDB database ${place} cannot be used: its URL or an option is wrong${problem}. Mend it.`,
  );
}

/**
 * The driver wraps the errors of its sockets, but not that of a connection which breaks while a write waits for it to take
 * more (`writeCommand` in its lib/cmap/connection.js).
 */
function isOfSocket(error: unknown): error is Error & { syscall: string } {
  return error instanceof Error && 'syscall' in error;
}

function isOfDatabase(error: unknown): error is MongoError | (Error & { syscall: string }) {
  return error instanceof MongoError || isOfSocket(error);
}

function isUnavailable(error: unknown): boolean {
  if (isOfSocket(error)) return true;
  if (!(error instanceof MongoError) || isDuplicateKey(error)) return false;
  if (error instanceof MongoServerError) return !DEFECTS.has(Number(error.code));
  if (!(error instanceof MongoAPIError)) return true;
  return [MongoNotConnectedError, MongoTopologyClosedError, MongoClientClosedError].some(
    (kind) => error instanceof kind,
  );
}

function adviceFor(error: Error): string {
  const isRefused = error instanceof MongoServerError && [13, 18, 8000].includes(Number(error.code));
  return isRefused ? NO_ACCESS : NO_SERVER;
}

/** Errors of the driver hold what they were about: commands, documents, connection strings. */
function withoutSecrets(error: Error & { code?: unknown }): Error {
  const plain = new Error(masked(error.message));
  plain.name = error.name;
  return error.code === undefined ? plain : Object.assign(plain, { code: error.code });
}

/** Word by word: an expression that looks for the at sign itself starts anew at each beginning of a URL. */
function masked(message: string): string {
  return message.replace(/\S+/g, (word) => {
    const at = word.lastIndexOf('@');
    if (at === -1) return word;
    return word.slice(0, at).replace(/(mongodb(?:\+srv)?:\/\/).*/is, '$1***') + word.slice(at);
  });
}
