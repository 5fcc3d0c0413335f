import type { BinaryNode } from '@whiskeysockets/baileys';
import type { Directory } from './directory.ts';
import type { LinkedDevice } from './linked-device.ts';
import type { Person } from './person.ts';

/** Who asks, and whom the server knows. */
export interface QueryContext {
  device: LinkedDevice;
  owner: Person;
  directory: Directory;
  /** Whether a device that left no keys yet is to leave a handful instead of hundreds. */
  fewKeys: boolean;
}

/** Why a query is not answered. */
export interface Refusal {
  code: number;
  text: string;
}

/** The answer to a query: the contents of the result, or a refusal. */
export type Answer = BinaryNode[] | Refusal;

/** How to answer queries, by their names. */
export type Answers = Readonly<
  Record<string, (query: BinaryNode, context: QueryContext) => Answer | Promise<Answer>>
>;
