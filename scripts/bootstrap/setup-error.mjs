/**
 * A set-up step that cannot go on. Its message is one line that says what was missing and what to do; the
 * bootstrap prints it and ends with exit code 1.
 */
export class SetupError extends Error {
  /** @override */
  name = 'SetupError';
}

/** A set-up step that a signal ended. The bootstrap ends with the exit code that shells use for that signal. */
export class Interrupted extends Error {
  /** @override */
  name = 'Interrupted';

  /** @param {NodeJS.Signals} signal the signal that arrived */
  constructor(signal) {
    super(`interrupted by ${signal}`);
    this.signal = signal;
  }
}

/**
 * What npm's and pnpm's error codes mean for the person in front of the terminal. The first match counts: a full
 * disk also produces follow-up errors of the other kinds.
 * @type {ReadonlyArray<readonly [pattern: RegExp, advice: string]>}
 */
const causes = [
  [/\bENOSPC\b|no space left/i, 'the disk is full: free some space'],
  [/\b(EROFS|EACCES|EPERM)\b/, 'no permission to write there: check who owns the checkout and the npm cache'],
  [
    /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT)\b|META_FETCH_FAIL/,
    'the npm registry cannot be reached: check the network and the output of "npm config get registry"',
  ],
  [
    /\b(SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_GET_ISSUER_CERT|UNABLE_TO_VERIFY_LEAF_SIGNATURE)/,
    'the certificate of the npm registry is not trusted: set "npm config set cafile"',
  ],
  [/\b(E401|E403|ERR_PNPM_FETCH_40[13])\b/, 'the npm registry refuses access: log in with "npm login"'],
  [
    /OUTDATED_LOCKFILE|FROZEN_LOCKFILE/,
    'pnpm-lock.yaml does not fit the package.json files: run "pnpm install" and commit it',
  ],
  [
    /\b(E404|ETARGET|EBADPLATFORM|ERR_PNPM_FETCH_404|ERR_PNPM_NO_MATCHING_VERSION)\b/,
    'the npm registry has no such package for this system',
  ],
];

/**
 * Finds the cause that a failed command's output names.
 * @param {string} output everything the command printed
 * @param {string} [otherwise] the answer when no known cause is in it
 * @returns {string} one clause that says what to do
 */
export function explainOutput(output, otherwise = 'see its output above') {
  return causes.find(([pattern]) => pattern.test(output))?.[1] ?? otherwise;
}
