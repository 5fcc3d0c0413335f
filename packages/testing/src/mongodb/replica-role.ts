import { CommandError } from './command-error.ts';
import { hello, type ServerRole } from './commands/hello.ts';
import { audienceOf } from './engine.ts';
import { type BsonDocument, isDocument } from './values/document.ts';

/** What a server is to its clients at the moment: the primary, or not. */
export class ReplicaRole {
  readonly #role: ServerRole;
  #timer: NodeJS.Timeout | undefined;

  /** @param replicaSet the name of the set; null for a server that stands alone */
  constructor(replicaSet: string | null, address: string) {
    // The term of an election must be later than that of a server that was here before.
    this.#role = { replicaSet, isPrimary: true, address, term: Date.now() };
  }

  /** @throws Error when the server stands alone */
  stepDown(forMs: number | undefined): void {
    if (this.#role.replicaSet === null) throw new Error('A server that stands alone cannot step down.');
    this.stop();
    this.#role.isPrimary = false;
    if (forMs !== undefined) this.#timer = setTimeout(() => this.stepUp(), forMs).unref();
  }

  stepUp(): void {
    this.stop();
    if (this.#role.isPrimary) return;
    this.#role.isPrimary = true;
    this.#role.term++;
  }

  /** It stays what it is. */
  stop(): void {
    clearTimeout(this.#timer);
  }

  /** The answer to `hello` and its older names. */
  greeting(command: BsonDocument): BsonDocument {
    return hello(this.#role, { isLegacy: !Object.hasOwn(command, 'hello'), now: new Date() });
  }

  /** @throws CommandError when a secondary does not do this command */
  check(command: BsonDocument): void {
    if (!this.#role.isPrimary) refuseOnSecondary(command);
  }
}

function refuseOnSecondary(command: BsonDocument): void {
  const audience = audienceOf(command);
  if (audience === 'primary') throw new CommandError('NotWritablePrimary', 'not primary');
  const preference = command.$readPreference;
  const mode = isDocument(preference) ? preference.mode : 'primary';
  if (audience === 'any' || mode !== 'primary') return;
  throw new CommandError('NotPrimaryNoSecondaryOk', 'not primary and secondaryOk=false');
}
