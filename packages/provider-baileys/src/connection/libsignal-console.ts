/** The console methods that libsignal writes to. */
export type NoisyConsole = Pick<Console, 'info' | 'warn' | 'error'>;

/**
 * How the lines begin that libsignal 6 writes to the console (session_record.js, session_builder.js,
 * session_cipher.js). Several are followed by a whole session, private keys included.
 */
const LINES = [
  'Closing session:',
  'Opening session:',
  'Removing old closed session:',
  'Session already closed',
  'Session already open',
  'Closing open session in favor of incoming prekey bundle',
  'Failed to decrypt message with any known session...',
  'Session error:',
  'Decrypted message with closed session.',
  'Migrating session to:',
  'V1 session storage migration error: registrationId',
];

/** The methods that filter. Kept for all copies of the package in a process. */
const FILTERED = Symbol.for('chat-imposter.libsignal-console');

/** Whether the arguments of a console call hold a session of libsignal, recognised by its fields. */
function holdsSession(values: readonly unknown[]): boolean {
  return values.some(
    (value) => typeof value === 'object' && value !== null && 'indexInfo' in value && '_chains' in value,
  );
}

/**
 * Whether a console call is libsignal's. A line that a program could also write counts only when the call comes from
 * libsignal's own files; one that carries a session counts always.
 */
export function isLibsignalOutput(values: readonly unknown[], stack: string): boolean {
  const [line] = values;
  if (typeof line !== 'string' || !LINES.some((start) => line.startsWith(start))) return false;
  return holdsSession(values) || /[\\/]libsignal[\\/]/.test(stack);
}

/**
 * Keeps libsignal from printing session keys. It writes to the global console and knows no logger, so the console
 * itself is filtered: calls of libsignal are dropped, all others reach the method that was there before.
 * To be called before each connection: a method that filters already is left alone, one that somebody has put in its
 * place since is filtered again.
 */
export function filterLibsignalOutput(target: NoisyConsole): void {
  for (const method of ['info', 'warn', 'error'] as const) {
    if (!(FILTERED in target[method])) target[method] = filtered(target[method].bind(target));
  }
}

function filtered(write: (...values: unknown[]) => void): (...values: unknown[]) => void {
  const filter = (...values: unknown[]) => {
    const [line] = values;
    const mayBeNoise = typeof line === 'string' && LINES.some((start) => line.startsWith(start));
    if (mayBeNoise && isLibsignalOutput(values, new Error('caller').stack ?? '')) return;
    write(...values);
  };
  return Object.assign(filter, { [FILTERED]: true });
}
