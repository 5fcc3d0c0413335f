import { CommandError } from '../command-error.ts';
import type { BsonDocument } from '../values/document.ts';

/**
 * Runs the statements of a bulk write one after the other and collects what fails; an ordered one stops there.
 * https://www.mongodb.com/docs/manual/reference/command/insert/#output
 */
export function runStatements<Statement>(
  statements: readonly Statement[],
  isOrdered: boolean,
  run: (statement: Statement, index: number) => void,
): BsonDocument {
  const writeErrors: BsonDocument[] = [];
  for (const [index, statement] of statements.entries()) {
    try {
      run(statement, index);
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      writeErrors.push({ index, code: error.code, errmsg: error.message, ...error.details });
      if (isOrdered) break;
    }
  }
  return writeErrors.length > 0 ? { writeErrors } : {};
}
