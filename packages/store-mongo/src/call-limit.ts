import { type MongoClientOptions, MongoNetworkTimeoutError } from 'mongodb';

/**
 * How long a call of the driver may take by all of its own limits, milliseconds; null when one of them is off.
 *
 * A call may never end all the same: a command that the system does not take at once waits for the `drain` of its socket,
 * which does not come when the connection is closed without an error, by its peer or by the driver itself after
 * `socketTimeoutMS` (`writeCommand` and `cleanup` in lib/cmap/connection.js of mongodb 7.9.0).
 */
export function callLimitOf(
  options: Pick<MongoClientOptions, 'serverSelectionTimeoutMS' | 'connectTimeoutMS' | 'socketTimeoutMS'>,
): number | null {
  const limits = [options.serverSelectionTimeoutMS, options.connectTimeoutMS, options.socketTimeoutMS];
  let sum = 0;
  for (const limit of limits) {
    if (!limit) return null;
    sum += limit;
  }
  return sum;
}

/**
 * Settles as the work does, unless that takes too long.
 * @throws MongoNetworkTimeoutError then; the work may still have its effect
 */
export async function withinLimit<Result>(work: Promise<Result>, limitMs: number | null): Promise<Result> {
  if (limitMs === null) return work;
  const { promise, reject } = Promise.withResolvers<never>();
  const end = () => reject(new MongoNetworkTimeoutError(`nothing was answered within ${limitMs} ms`));
  const timer = setTimeout(end, limitMs);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}
