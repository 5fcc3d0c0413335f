import { constants } from 'node:os';

/**
 * The signals that ask a program to end.
 * @type {readonly NodeJS.Signals[]}
 */
const endingSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Hands the signals that this process gets on to a child, instead of ending at once and leaving the child behind.
 * @param {import('node:child_process').ChildProcess} child
 * @returns {{stop: () => NodeJS.Signals | undefined}} `stop` ends that and tells the last signal that came
 */
export function handSignalsTo(child) {
  /** @type {NodeJS.Signals | undefined} */
  let received;
  /** @param {NodeJS.Signals} signal */
  const onSignal = (signal) => {
    received = signal;
    // On Windows kill() ends a program at once, and the console has told it of Ctrl-C already.
    if (process.platform !== 'win32') child.kill(signal);
  };
  for (const signal of endingSignals) process.on(signal, onSignal);
  return {
    stop() {
      for (const signal of endingSignals) process.off(signal, onSignal);
      return received;
    },
  };
}

/**
 * The exit code that shells report for a program that a signal ended: 128 and the number of the signal.
 * @param {NodeJS.Signals} signal
 */
export function exitCodeOf(signal) {
  return 128 + constants.signals[signal];
}
