import type { ErrorName } from '../command-error.ts';
import type { BsonDocument } from '../values/document.ts';

/** An error that a server answers while it loses its place as the primary, or ends. */
export type StateChangeError = Extract<
  ErrorName,
  | 'NotWritablePrimary'
  | 'PrimarySteppedDown'
  | 'ShutdownInProgress'
  | 'InterruptedAtShutdown'
  | 'InterruptedDueToReplStateChange'
  | 'NotPrimaryNoSecondaryOk'
>;

/** Whether a command is met before it has any effect, or when it is done and not answered yet. */
export type FaultMoment = 'before' | 'after';

/** Which commands a fault meets. */
export interface FaultOptions {
  /** How many commands; `Infinity` for all until it is released. Default: 1. */
  times?: number;
  /** Names of commands, as `update`. Default: every one but `hello`, which drivers send on their own. */
  commands?: readonly string[];
  /** Only commands about this collection. Default: any. */
  collection?: string;
  /** Only commands for which this is true. Default: every one. */
  when?: (command: BsonDocument) => boolean;
  /** Default: `before`. */
  moment?: FaultMoment;
}

/** A fault that was scripted. */
export interface ScriptedFault {
  /** How many commands it has met so far. */
  readonly hits: number;
  /** Resolves when it meets a command for the first time. */
  readonly met: Promise<void>;
  /** Ends it: what is left of it is dropped, and commands that hang in it go on. */
  release(): void;
}

/** What happens to a command that is met. */
export type CommandFault =
  | { kind: 'fail'; error: StateChangeError }
  | { kind: 'cut' }
  | { kind: 'delay'; milliseconds: number }
  | { kind: 'hold' };
