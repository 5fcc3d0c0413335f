import type { Logger } from '@chat-imposter/core';

/** A logger that keeps its lines. */
export interface LoggedLines extends Logger {
  lines: { level: keyof Logger; fields: Record<string, unknown>; message: string }[];
}

/** Makes a logger that keeps its lines. */
export function loggedLines(): LoggedLines {
  const lines: LoggedLines['lines'] = [];
  const at = (level: keyof Logger) => (fields: object, message: string) =>
    void lines.push({ level, fields: { ...fields }, message });
  return { lines, debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
