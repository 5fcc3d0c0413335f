import type { FromBot, ToBot } from '../bot-protocol.ts';

type Handler<Kind extends ToBot['kind']> = (message: Extract<ToBot, { kind: Kind }>) => void;

/** The bot's end of the channel to the rig. The process ends with the rig. */
export class RigLink {
  readonly #handlers = new Map<string, (message: never) => void>();

  constructor() {
    process.on('message', (message: ToBot) => this.#handlers.get(message.kind)?.(message as never));
    process.on('disconnect', () => process.exit());
  }

  /** Calls `handler` with every message of a kind; the one before it is called no more. */
  on<Kind extends ToBot['kind']>(kind: Kind, handler: Handler<Kind>): void {
    this.#handlers.set(kind, handler);
  }

  /** Resolves when the message has left the process. */
  tell(message: FromBot): Promise<void> {
    return new Promise((resolve) => process.send?.(message, () => resolve()));
  }
}
