import { type Logger, pino } from 'pino';

/** The application log: JSON lines on standard output, without message bodies and secrets. */
export function createLog(level: string): Logger {
  return pino({ level, serializers: { err: serializeError } });
}

/** Only what our own errors say: causes and extra fields may carry what a foreign server answered. */
function serializeError(error: unknown): object {
  if (!(error instanceof Error)) return { message: 'not an error object' };
  const { code, kind } = error as { code?: unknown; kind?: unknown };
  return {
    type: error.name,
    message: error.message,
    ...(typeof code === 'string' ? { code } : {}),
    ...(typeof kind === 'string' ? { kind } : {}),
    stack: error.stack,
  };
}
