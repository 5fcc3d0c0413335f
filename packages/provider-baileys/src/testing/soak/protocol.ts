/** What the process of the bots asks of the process of WhatsApp. */
export type ToWhatsApp =
  /** The owner of the bot with this number, counted from 0, scans the QR that it shows. */
  | { kind: 'scan'; bot: number; qr: string }
  /** From now on contacts write so many messages a second, and every so many milliseconds a bot loses its connection. */
  | { kind: 'begin'; perSecond: number; cutEveryMs: number }
  /** Nobody writes any more, and nobody loses a connection. */
  | { kind: 'end' };

/** What it is told. */
export type FromWhatsApp =
  | { kind: 'listening'; url: string }
  /** All is quiet, and the bots had half a minute to confirm what was written. */
  | { kind: 'ended'; sent: number; cuts: number; unconfirmed: number };
