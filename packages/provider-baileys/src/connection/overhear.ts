import type { BaileysEventMap, WASocket } from '@whiskeysockets/baileys';

/** What to do with events of a socket, by name. */
export type EventTaps = { [Name in keyof BaileysEventMap]?: (data: BaileysEventMap[Name]) => void };

/**
 * Sees events at the moment they are emitted. Baileys buffers events while it syncs and merges what the address book
 * says of a contact into what the history says (`append` in Utils/event-buffer.js): a listener could not tell a name
 * that the owner saved from one that the platform shows.
 */
export function overhear(events: WASocket['ev'], taps: EventTaps): void {
  const emit = events.emit.bind(events);
  events.emit = (name, data) => {
    taps[name]?.(data);
    return emit(name, data);
  };
}
