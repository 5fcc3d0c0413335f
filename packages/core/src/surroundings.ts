import type { Clock } from './contracts/clock.ts';
import type { ImposterEvents } from './contracts/events.ts';
import type { Logger } from './contracts/logger.ts';
import type { Random } from './contracts/random.ts';
import type { Store } from './contracts/store.ts';
import type { RetentionLogger } from './logging/retention-logger.ts';
import type { TurnSlots } from './turn/turn-slots.ts';

/** Sends an event to the application; never throws. */
type Emit = <Name extends keyof ImposterEvents>(
  event: Name,
  payload: Parameters<ImposterEvents[Name]>[0],
) => void;

/** What bots run on; the same for all of a process. */
export interface Surroundings {
  store: Store;
  logger: Logger;
  clock: Clock;
  random: Random;
  /** Null where no conversation logs are written. */
  retentionLogger: RetentionLogger | null;
  emit: Emit;
  /** How many turns run at the same time. */
  turns: { slots: TurnSlots; maxPerBot: number };
  /** Whether contacts that answer at the rhythm of a bot are muted. */
  guardsLoops: boolean;
}
