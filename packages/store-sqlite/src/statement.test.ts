import { describe, expect, it } from 'vitest';
import { Statement } from './statement.ts';

const { DatabaseSync } = process.getBuiltinModule('node:sqlite');

describe('Statement', () => {
  it.each([
    ['plain', 'text'],
    ['', 'text'],
    ['é 👩‍👩‍👧‍👦', 'text'],
    ['cut\0here', 'blob'],
    ['\0', 'blob'],
    ['half \ud800 a pair', 'blob'],
    ['half \udfff a pair', 'blob'],
  ])('gives %j back, kept as %s', (text, kind) => {
    const connection = new DatabaseSync(':memory:');
    connection.exec('CREATE TABLE texts (text TEXT)');
    const insert = new Statement(connection.prepare('INSERT INTO texts VALUES (?)'));
    const select = new Statement(
      connection.prepare('SELECT text, typeof(text) AS kind FROM texts WHERE text = ?'),
    );
    expect(insert.run(text)).toBe(1);
    expect(select.get(text)).toEqual([text, kind]);
    expect(select.all(text)).toEqual([[text, kind]]);
    expect(select.get(`${text}?`)).toBeUndefined();
    connection.close();
  });
});
