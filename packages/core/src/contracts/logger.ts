/**
 * The part of pino's interface that the packages use; a pino logger fits as it is.
 * Objects come first, as in pino, with errors under `err`. No message body and no secret is ever passed.
 */
export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** Drops everything: what a library does when nobody asked it to speak. */
export const silentLogger: Logger = { debug() {}, info() {}, warn() {}, error() {} };
