import {
  type CancelTimer,
  type Clock,
  type Imposter,
  type Playground,
  systemClock,
} from '@chat-imposter/core';
import { emptyState, Room } from './room.ts';

const MOST_ROOMS = 20;
const IDLE_MS = 30 * 60_000;
const LOOK_MS = 60_000;

/** How a playground is made. */
export interface PlaygroundOptions {
  /** Default: the machine's. */
  clock?: Clock;
}

/** A playground that can be closed. */
export interface RunningPlayground extends Playground {
  /** Ends all that goes on in it. */
  close(): Promise<void>;
}

/**
 * Lets people talk to the bots of an imposter as a contact would. What was said is kept in memory: the last 200 messages of each
 * of at most 20 bots, until nobody has said anything for 30 minutes.
 */
export function createPlayground(
  imposter: Imposter,
  { clock = systemClock }: PlaygroundOptions = {},
): RunningPlayground {
  return new Rooms(imposter, clock);
}

class Rooms implements RunningPlayground {
  readonly #imposter: Imposter;
  readonly #clock: Clock;
  /** By bot, in lower case; each is opened once. */
  readonly #rooms = new Map<string, Promise<Room>>();
  readonly #forgetRemovals: () => void;
  #cancelLook: CancelTimer | null = null;

  constructor(imposter: Imposter, clock: Clock) {
    this.#imposter = imposter;
    this.#clock = clock;
    // Whoever has the name next is another bot: it must not talk with the persona and the key of this one.
    this.#forgetRemovals = imposter.on('removal', ({ userId }) => void this.#end(keyOf(userId)));
  }

  async say(userId: string, text: string): Promise<void> {
    const known = await this.#rooms.get(keyOf(userId));
    if (known !== undefined && (await this.#isStale(userId, known))) await this.#leave(keyOf(userId), known);
    const room = await this.#open(userId);
    await room.say(text);
  }

  async state(userId: string) {
    const room = await this.#rooms.get(keyOf(userId));
    if (room === undefined) return emptyState(this.#imposter, userId);
    return room.state(await this.#isStale(userId, room));
  }

  async reset(userId: string): Promise<void> {
    await this.#imposter.status(userId);
    await this.#end(keyOf(userId));
  }

  async close(): Promise<void> {
    this.#cancelLook?.();
    this.#forgetRemovals();
    await Promise.all([...this.#rooms.keys()].map((key) => this.#end(key)));
  }

  async #isStale(userId: string, room: Room): Promise<boolean> {
    const { revision } = await this.#imposter.configurationWithRevision(userId);
    return revision !== room.revision;
  }

  #open(userId: string): Promise<Room> {
    const key = keyOf(userId);
    const known = this.#rooms.get(key);
    if (known !== undefined) return known;
    const opening = this.#makeRoom(userId);
    this.#rooms.set(key, opening);
    opening.catch(() => this.#rooms.delete(key));
    return opening;
  }

  async #makeRoom(userId: string): Promise<Room> {
    const [oldest] = this.#rooms.size >= MOST_ROOMS ? await this.#byUse() : [];
    if (oldest !== undefined) await this.#end(oldest.key);
    this.#cancelLook ??= this.#clock.after(LOOK_MS, () => void this.#look());
    return Room.open({ imposter: this.#imposter, userId, clock: this.#clock });
  }

  /** The rooms that are open, those first that were not used for longest. */
  async #byUse(): Promise<{ key: string; usedTime: number }[]> {
    const rooms: { key: string; usedTime: number }[] = [];
    // Not one that is only just being opened for whoever asks.
    for (const [key, opening] of [...this.#rooms]) {
      const room = await opening.catch(() => null);
      if (room !== null) rooms.push({ key, usedTime: room.usedTime });
    }
    return rooms.sort((one, other) => one.usedTime - other.usedTime);
  }

  /** Ends rooms that nobody uses. */
  async #look(): Promise<void> {
    const now = this.#clock.now();
    for (const { key, usedTime } of await this.#byUse()) {
      if (now - usedTime >= IDLE_MS) await this.#end(key);
    }
    this.#cancelLook = this.#rooms.size === 0 ? null : this.#clock.after(LOOK_MS, () => void this.#look());
  }

  /** Ends a room, unless somebody else has done so: the one that is there then is not to be lost. */
  async #leave(key: string, room: Room): Promise<void> {
    if ((await this.#rooms.get(key)) === room) await this.#end(key);
  }

  async #end(key: string): Promise<void> {
    const opening = this.#rooms.get(key);
    this.#rooms.delete(key);
    const room = await opening?.catch(() => null);
    await room?.close();
  }
}

/** Ids of bots differ by more than upper and lower case. */
function keyOf(userId: string): string {
  return userId.toLowerCase();
}
