/** What a process tells the platform. `frame` pairs a send with its acknowledgement. */
export type FromProcess =
  | { kind: 'ready' }
  | { kind: 'opens'; userId: string }
  | { kind: 'closes'; userId: string }
  | { kind: 'accepted'; userId: string; messageId: string }
  | { kind: 'sends'; frame: number; userId: string; messageId: string; text: string };

/** What the platform tells a process. `replaced`: another process has opened the account. */
export type ToProcess =
  | { kind: 'message'; userId: string; messageId: string }
  | { kind: 'acknowledged'; frame: number }
  | { kind: 'replaced'; userId: string }
  | { kind: 'stop' };
