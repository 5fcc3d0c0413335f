import type { SQLInputValue, SQLOutputValue, StatementSync } from 'node:sqlite';

/** What a column holds, as the rest of the package sees it. */
export type ColumnValue = string | number | null;

/** A prepared statement with named parameters. Every text comes back exactly as it went in. */
export class Statement {
  readonly #statement: StatementSync;

  constructor(statement: StatementSync) {
    this.#statement = statement;
  }

  /** Runs it; returns how many rows it changed. */
  run(parameters: Record<string, ColumnValue>): number {
    return Number(this.#statement.run(toInput(parameters)).changes);
  }

  /** The first row, if there is one. The caller knows the columns that it selected. */
  get<Row>(parameters: Record<string, ColumnValue>): Row | undefined {
    const row = this.#statement.get(toInput(parameters));
    return row && (fromOutput(row) as Row);
  }

  /** All rows. */
  all<Row>(parameters: Record<string, ColumnValue>): Row[] {
    return this.#statement.all(toInput(parameters)).map((row) => fromOutput(row) as Row);
  }
}

function toInput(parameters: Record<string, ColumnValue>): Record<string, SQLInputValue> {
  const input: Record<string, SQLInputValue> = {};
  for (const [name, value] of Object.entries(parameters)) {
    input[name] = typeof value !== 'string' || isKeptAsText(value) ? value : Buffer.from(value, 'utf16le');
  }
  return input;
}

/**
 * SQLite keeps text as UTF-8, which has no place for half a surrogate pair and would make two different ids one, and the
 * driver of Node 22 ends a text at its first NUL. Such texts are kept as their UTF-16 bytes; no other column holds bytes.
 */
function isKeptAsText(value: string): boolean {
  return value.isWellFormed() && !value.includes('\0');
}

function fromOutput(row: Record<string, SQLOutputValue>): Record<string, SQLOutputValue> {
  for (const [name, value] of Object.entries(row)) {
    if (value instanceof Uint8Array) row[name] = Buffer.from(value).toString('utf16le');
  }
  return row;
}
