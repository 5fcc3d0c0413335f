/** Stored credentials that cannot be understood. Nobody may replace them silently: they are the link. */
export class CorruptCredentialsError extends Error {
  constructor(key: string, cause: unknown) {
    super(`The stored credential "${key}" cannot be read.`, { cause });
    this.name = 'CorruptCredentialsError';
  }
}
