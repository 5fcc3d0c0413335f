/** A logger for Baileys that keeps everything to itself: at its lower levels Baileys logs whole stanzas and keys. */
export const silentLogger = {
  level: 'silent',
  child: () => silentLogger,
  trace: () => undefined,
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
