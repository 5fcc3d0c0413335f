import { AsyncLocalStorage } from 'node:async_hooks';

const METHODS = ['info', 'warn', 'error'] as const;
const quiet = new AsyncLocalStorage<true>();
let users = 0;
let restore: (() => void) | undefined;

/**
 * Runs `work` with the console silenced for that work alone. libsignal prints whole sessions, private keys
 * included, through `console.info`, `.warn` and `.error` (its `session_record.js`), and has no logger to set.
 * Everything that others print meanwhile, the client under test included, passes unchanged.
 */
export function quietly<Result>(work: () => Promise<Result>): Promise<Result> {
  return quiet.run(true, work);
}

/** Puts the filter of {@link quietly} into the console; the returned function takes it out again. */
export function installQuiet(): () => void {
  if (users++ === 0) restore = wrapConsole();
  let released = false;
  return () => {
    if (released) return;
    released = true;
    if (--users === 0) restore?.();
  };
}

function wrapConsole(): () => void {
  const undo = METHODS.map((method) => {
    const original = console[method];
    const filtered = (...parts: unknown[]) => {
      if (!quiet.getStore()) original.apply(console, parts);
    };
    console[method] = filtered;
    return () => {
      if (console[method] === filtered) console[method] = original;
    };
  });
  return () => {
    for (const put of undo) put();
  };
}
