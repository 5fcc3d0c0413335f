import type {
  Imposter,
  ModelCall,
  PlaygroundMessage,
  PlaygroundState,
  PlaygroundTurn,
  TurnEvent,
  TurnStage,
} from '@chat-imposter/core';
import { type Clock, ImposterError } from '@chat-imposter/core';
import { CONTACT, PlaygroundLine } from './playground-line.ts';
import { createPlaygroundProvider } from './playground-provider.ts';

const MOST_MESSAGES = 200;
const MOST_TURNS = 50;

/** A turn that is not over. */
const UNDER_WAY: ReadonlySet<TurnStage> = new Set<TurnStage>(['thinking', 'decided']);

/** What a room is made of. */
export interface RoomOptions {
  /** Whose bot is copied. */
  imposter: Imposter;
  userId: string;
  clock: Clock;
}

/** The sandbox of one bot, and what was said and thought in it. */
export class Room {
  /** Of the configuration that it began with. */
  readonly revision: number;
  readonly #sandbox: Imposter;
  readonly #userId: string;
  readonly #line: PlaygroundLine;
  readonly #clock: Clock;
  readonly #messages: PlaygroundMessage[] = [];
  readonly #turns = new Map<string, PlaygroundTurn>();
  /** Ids of messages that wait for an answer. */
  readonly #waiting = new Set<number>();
  /** What the model was asked before it is known for which turn. */
  #calls: ModelCall[] = [];
  #usedTime: number;

  private constructor(
    { userId, clock }: RoomOptions,
    { sandbox, line, revision }: { sandbox: Imposter; line: PlaygroundLine; revision: number },
  ) {
    this.revision = revision;
    this.#sandbox = sandbox;
    this.#userId = userId;
    this.#line = line;
    this.#clock = clock;
    this.#usedTime = clock.now();
    sandbox.on('message', ({ message, state }) => {
      if (state === 'waiting' && message.id !== null) this.#waiting.add(message.id);
    });
    sandbox.on('eviction', ({ messageId }) => this.#waiting.delete(messageId));
    sandbox.on('turn', (event) => this.#turned(event));
  }

  static async open(options: RoomOptions): Promise<Room> {
    const { imposter, userId } = options;
    // Of what is read first, what is started next may only be newer: then it is begun anew once more than needed.
    const { revision } = await imposter.configurationWithRevision(userId);
    let room: Room | null = null;
    const line = new PlaygroundLine(({ messageId, text }) => {
      if (room !== null) room.#heard(messageId, text);
    });
    const sandbox = await imposter.sandbox(userId, {
      chat: createPlaygroundProvider(line),
      contact: CONTACT,
      onModelCall: (call) => {
        if (room !== null) room.#called(call);
      },
    });
    room = new Room(options, { sandbox, line, revision });
    return room;
  }

  /** When somebody last spoke here, epoch milliseconds. */
  get usedTime(): number {
    return this.#usedTime;
  }

  async say(text: string): Promise<void> {
    this.#usedTime = this.#clock.now();
    const id = await this.#line.says(text, this.#usedTime);
    this.#add({ id, from: 'contact', text, time: this.#usedTime });
  }

  async state(isStale: boolean): Promise<PlaygroundState> {
    const { mode, lastError } = await this.#sandbox.status(this.#userId);
    const turns = [...this.#turns.values()];
    // What is wrong with the model must be mended first.
    const isWaiting = this.#waiting.size > 0 || turns.some(({ stage }) => UNDER_WAY.has(stage));
    return {
      userId: this.#userId,
      mode,
      lastError: lastError ?? null,
      isStale,
      isAnswering: lastError === undefined && isWaiting,
      messages: [...this.#messages],
      turns,
    };
  }

  close(): Promise<void> {
    return this.#sandbox.close();
  }

  #heard(id: string, text: string): void {
    this.#add({ id, from: 'bot', text, time: this.#clock.now() });
  }

  #add(message: PlaygroundMessage): void {
    this.#messages.push(message);
    if (this.#messages.length > MOST_MESSAGES) this.#messages.shift();
  }

  #called(call: ModelCall): void {
    this.#calls.push(call);
    const open = [...this.#turns.values()].findLast(({ stage }) => UNDER_WAY.has(stage));
    if (open !== undefined) this.#turns.set(open.turnId, { ...open, calls: this.#taken(open) });
  }

  #turned({ turnId, messageIds, stage, reason, durationMs }: TurnEvent): void {
    if (!UNDER_WAY.has(stage)) for (const id of messageIds) this.#waiting.delete(id);
    const known = this.#turns.get(turnId);
    const startedTime = known?.startedTime ?? this.#clock.now();
    const calls = this.#taken(known);
    this.#turns.set(turnId, { turnId, stage, reason, startedTime, durationMs, calls });
    const [oldest] = this.#turns.keys();
    if (this.#turns.size > MOST_TURNS && oldest !== undefined) this.#turns.delete(oldest);
  }

  #taken(turn: PlaygroundTurn | undefined): readonly ModelCall[] {
    const calls = [...(turn?.calls ?? []), ...this.#calls];
    this.#calls = [];
    return calls;
  }
}

/** There is no room so far: what there is to say of one. */
export async function emptyState(imposter: Imposter, userId: string): Promise<PlaygroundState> {
  const { mode, lastError, status } = await imposter.status(userId);
  if (status === 'invalid_config')
    throw new ImposterError(
      'invalid_configuration',
      `The configuration of "${userId}" does not validate; mend it first.`,
    );
  const isOfModel = lastError?.code.startsWith('llm_') ?? false;
  return {
    userId,
    mode,
    lastError: isOfModel ? (lastError ?? null) : null,
    isStale: false,
    isAnswering: false,
    messages: [],
    turns: [],
  };
}
