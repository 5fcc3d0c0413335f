/** The same signal often comes two or three times within milliseconds: from the process group and from npm. */
const REPEAT_MS = 2_000;

/**
 * Ends the process on SIGTERM or SIGINT: with 0 when `close` has ended, at once with 1 on a signal that comes more
 * than two seconds after the first, or when `close` fails.
 */
export function endOnSignal(close: () => Promise<void>, failed: (error: unknown) => void): void {
  let firstAt: number | null = null;
  const onSignal = () => {
    if (firstAt !== null) {
      if (Date.now() - firstAt > REPEAT_MS) process.exit(1);
      return;
    }
    firstAt = Date.now();
    close().then(
      () => process.exit(0),
      (error: unknown) => {
        failed(error);
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}
