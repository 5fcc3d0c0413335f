import type { Logger } from '@chat-imposter/core';
import type { SocketConfig } from '@whiskeysockets/baileys';

/** The logger interface of Baileys; it is not exported under a name of its own. */
export type BaileysLogger = SocketConfig['logger'];

function reasonOf(fields: unknown): string | undefined {
  if (typeof fields !== 'object' || fields === null) return undefined;
  const found: unknown = Object.values(fields).find((value) => value instanceof Error);
  return found instanceof Error ? found.message : undefined;
}

/**
 * A quiet logger for Baileys. Its objects hold stanzas, keys and phone numbers, so only its words and the message of
 * an error get through. Its errors are our warnings and its warnings our debug lines: most of them are network noise.
 */
export function quietLogger(logger: Logger): BaileysLogger {
  const say = (write: (fields: object, message: string) => void) => (fields: unknown, message?: string) => {
    const words = message ?? (typeof fields === 'string' ? fields : 'no message');
    write({ source: 'baileys', reason: reasonOf(fields) }, words);
  };
  const quiet: BaileysLogger = {
    level: 'warn',
    child: () => quiet,
    trace() {},
    debug() {},
    info() {},
    warn: say((fields, message) => logger.debug(fields, message)),
    error: say((fields, message) => logger.warn(fields, message)),
  };
  return quiet;
}
