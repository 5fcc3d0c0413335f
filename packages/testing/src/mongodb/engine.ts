import { CommandError, unsupported } from './command-error.ts';
import { catalogCommands } from './commands/catalog-commands.ts';
import { type Command, type CommandContext, checkFields } from './commands/command.ts';
import { Cursors } from './commands/cursors.ts';
import { readCommands } from './commands/read-commands.ts';
import { okReply, serverCommands } from './commands/server-commands.ts';
import { writeCommands } from './commands/write-commands.ts';
import { writeConcernError } from './commands/write-concern.ts';
import { Catalog } from './storage/catalog.ts';
import type { Change } from './storage/change.ts';
import { expiredIn } from './storage/expiry.ts';
import {
  type RememberedWrite,
  RetryableWrites,
  type WriteIdentity,
  writeIdentity,
} from './storage/retryable-writes.ts';
import type { BsonDocument } from './values/document.ts';

const COMMANDS = new Map<string, Command>(
  [serverCommands, readCommands, writeCommands, catalogCommands].flatMap((table) => Object.entries(table)),
);

/** What a command has done, as the journal keeps it. */
export interface Transaction {
  changes: Change[];
  /** The write that must not be done again when it comes again. */
  write: RememberedWrite | null;
}

/** How an {@link Engine} is made. */
export interface EngineOptions {
  /** The time of the server. */
  now: () => Date;
  /** Whether writes can be retried; a server that stands alone cannot. */
  isReplicaSet: boolean;
  /** Called before a command is answered that has changed something. */
  keep: (transaction: Transaction) => void;
}

/** Runs commands on the data, one at a time and each of them as a whole. */
export class Engine {
  readonly #options: EngineOptions;
  readonly #catalog = new Catalog();
  readonly #cursors = new Cursors();
  readonly #retryable = new RetryableWrites();

  constructor(options: EngineOptions) {
    this.#options = options;
  }

  /** How many cursors are open. */
  get openCursors(): number {
    return this.#cursors.size;
  }

  /** Does again what a journal has kept. */
  replay({ changes, write }: Transaction): void {
    for (const change of changes) this.#catalog.apply(change);
    if (write !== null) this.#retryable.remember(write);
  }

  /** All that there is, in the order in which it can be made. */
  snapshot(): Transaction[] {
    const changes = this.#catalog.snapshot().map((change) => ({ changes: [change], write: null }));
    return [...changes, ...this.#retryable.all().map((write) => ({ changes: [], write }))];
  }

  /** Removes what TTL indexes say is over. */
  removeExpired(): void {
    const changes = expiredIn(this.#catalog, this.#options.now());
    for (const change of changes) this.#catalog.apply(change);
    if (changes.length > 0) this.#options.keep({ changes, write: null });
  }

  /**
   * The answer to a command that is not about the role of the server.
   * @throws CommandError when it fails as a whole
   */
  run(body: BsonDocument): BsonDocument {
    const { name, command } = commandIn(body);
    checkFields(name, command, body);
    const identity = this.#retryableIdentity(command, body);
    const known = identity === null ? null : this.#retryable.answerTo(identity);
    if (known !== null) return known;
    return this.#execute(command, body, identity);
  }

  #execute(command: Command, body: BsonDocument, identity: WriteIdentity | null): BsonDocument {
    const changes: Change[] = [];
    const now = this.#options.now();
    let write: RememberedWrite | null = null;
    try {
      const reply = okReply({
        ...command.run(this.#context(body, now, changes)),
        ...writeConcernError(body),
      });
      if (identity !== null && changes.length > 0) write = { ...identity, reply, at: now };
      return reply;
    } finally {
      if (write !== null) this.#retryable.remember(write);
      if (changes.length > 0) this.#options.keep({ changes, write });
    }
  }

  #context(command: BsonDocument, now: Date, changes: Change[]): CommandContext {
    const catalog = this.#catalog;
    const change = (each: Change) => {
      catalog.apply(each);
      changes.push(each);
    };
    return { command, database: String(command.$db), catalog, cursors: this.#cursors, now, change };
  }

  #retryableIdentity(command: Command, body: BsonDocument): WriteIdentity | null {
    if (Object.hasOwn(body, 'startTransaction') || Object.hasOwn(body, 'autocommit')) {
      throw unsupported('A transaction of several commands');
    }
    const identity = writeIdentity(body);
    if (identity === null || command.isWrite !== true) return null;
    if (this.#options.isReplicaSet) return identity;
    throw new CommandError(
      'IllegalOperation',
      'Transaction numbers are only allowed on a replica set member or mongos',
    );
  }
}

/**
 * Who does a command: only the primary, a secondary too when the client says that it reads there, or any server. An
 * unknown one is refused by any.
 */
export function audienceOf(body: BsonDocument): 'primary' | 'reader' | 'any' {
  const name = Object.keys(body)[0] ?? '';
  const command = COMMANDS.get(name);
  if (command === undefined || Object.hasOwn(serverCommands, name)) return 'any';
  return command.isWrite === true ? 'primary' : 'reader';
}

function commandIn(body: BsonDocument): { name: string; command: Command } {
  const name = Object.keys(body)[0] ?? '';
  const command = COMMANDS.get(name);
  if (command === undefined) throw new CommandError('CommandNotFound', `no such command: '${name}'`);
  return { name, command };
}
