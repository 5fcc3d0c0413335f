import type { BsonDocument } from '../values/document.ts';
import type { CommandFault, FaultMoment, FaultOptions, ScriptedFault } from './command-fault.ts';

const GREETINGS = new Set(['hello', 'isMaster', 'ismaster']);

interface Entry {
  fault: CommandFault;
  moment: FaultMoment;
  matches: (command: BsonDocument) => boolean;
  left: number;
  hits: number;
  met: PromiseWithResolvers<void>;
  released: PromiseWithResolvers<void>;
}

/** A fault that meets a command. */
export interface MetFault {
  fault: CommandFault;
  /** Resolves when the test releases it. */
  released: Promise<void>;
}

/** What is to happen to commands, in the order in which it was scripted. */
export class FaultScript {
  readonly #entries = new Set<Entry>();

  add(fault: CommandFault, options: FaultOptions): ScriptedFault {
    const { times = 1, moment = 'before' } = options;
    const entry: Entry = {
      fault,
      moment,
      matches: matcher(options),
      left: times,
      hits: 0,
      met: Promise.withResolvers(),
      released: Promise.withResolvers(),
    };
    if (times > 0) this.#entries.add(entry);
    const release = () => {
      this.#entries.delete(entry);
      entry.released.resolve();
    };
    return {
      get hits() {
        return entry.hits;
      },
      met: entry.met.promise,
      release,
    };
  }

  /** The fault that meets a command at a moment; null when none does. */
  take(command: BsonDocument, moment: FaultMoment): MetFault | null {
    for (const entry of this.#entries) {
      if (entry.moment !== moment || !entry.matches(command)) continue;
      entry.hits++;
      entry.left--;
      if (entry.left <= 0) this.#entries.delete(entry);
      entry.met.resolve();
      return { fault: entry.fault, released: entry.released.promise };
    }
    return null;
  }
}

/** Whether a command is one that drivers send on their own to learn what the server is. */
export function isGreeting(command: BsonDocument): boolean {
  return GREETINGS.has(Object.keys(command)[0] ?? '');
}

function matcher({
  commands,
  collection,
  when = () => true,
}: FaultOptions): (command: BsonDocument) => boolean {
  return (command) => {
    const [entry] = Object.entries(command);
    const [name, target] = entry ?? [];
    const isNamed = commands === undefined ? !isGreeting(command) : commands.includes(name ?? '');
    return isNamed && (collection === undefined || target === collection) && when(command);
  };
}
