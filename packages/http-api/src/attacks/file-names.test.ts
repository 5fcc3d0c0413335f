import { mkdirSync, readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { serveApi } from '../test-support/api-server.ts';
import { documentOf } from '../test-support/documents.ts';
import { logFolder } from '../test-support/log-folder.ts';

const IDS = 2_000;
const SECRET = 'this-file-is-no-log';

const part = fc.constantFrom(
  ...['..', '.', '/', '\\', '%2e', '%2f', '\0', ':', '~', '_', ' ', 'a', 'b', 'A', '\n', '*', '?', '|'],
  ...[
    'secret',
    'log',
    'etc/passwd',
    'C:',
    'CON',
    'nul',
    'é',
    'e\u0301',
    '\ud83d\ude00',
    '\u202e',
    '$HOME',
    '`id`',
  ],
);
const identifier = fc.oneof(
  fc.array(part, { minLength: 1, maxLength: 6 }).map((parts) => parts.join('')),
  fc.constantFrom(
    '../secret.log',
    '../../secret.log',
    '/etc/passwd',
    'a'.repeat(5_000),
    '..\\..\\secret.log',
  ),
  fc.string({ minLength: 1, maxLength: 20 }),
);
/** As they are told apart; each at most once. */
const identifiers = [...new Set(fc.sample(identifier, IDS * 2).filter((id) => id.isWellFormed()))].slice(
  0,
  IDS,
);

/** Everything below a folder as paths within it, whatever links there are. */
function filesBelow(folder: string): string[] {
  const root = realpathSync(folder);
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(root, realpathSync(join(entry.parentPath, entry.name))))
    .sort();
}

const outer = logFolder();

/** A log directory with a file beside it that nobody may read or change. */
function logDirectoryIn(name: string): { around: string; logDirectory: string } {
  const around = join(outer, name);
  const logDirectory = join(around, 'in', 'log');
  mkdirSync(logDirectory, { recursive: true });
  for (const folder of [around, join(around, 'in')]) writeFileSync(join(folder, 'secret.log'), `${SECRET}\n`);
  return { around, logDirectory };
}

function expectWithin(around: string, lines: number): void {
  const files = filesBelow(around);
  const logs = files.filter((path) => path.startsWith(join('in', 'log') + sep));
  expect(files.filter((path) => !logs.includes(path))).toEqual([join('in', 'secret.log'), 'secret.log']);
  for (const path of files.filter((file) => !logs.includes(file))) {
    expect(readFileSync(join(around, path), 'utf8')).toBe(`${SECRET}\n`);
  }
  // One file for each that wrote once, and that of all.
  expect(logs).toHaveLength(lines + 1);
  const told = logs
    .filter((path) => !path.endsWith('all_providers.log'))
    .map((path) => readFileSync(join(around, path), 'utf8').trimEnd().split('\n'));
  expect(told.filter((all) => all.length !== 1)).toEqual([]);
  expect(new Set(told.map(([line = '']) => line.slice(line.lastIndexOf(' ') + 1))).size).toBe(lines);
}

const numbered = ['com', 'lpt'].flatMap((name) =>
  Array.from({ length: 9 }, (_, number) => `${name}${number + 1}`),
);
const words = [
  'status',
  'schema',
  'all_providers',
  'constructor',
  'prototype',
  '__proto__',
  'con',
  'prn',
  'aux',
  'nul',
];
/** Ids that no bot may have, in any case. */
const reserved = [...words, ...numbered];

describe(`${IDS} ids that are paths`, () => {
  it('of contacts and groups get a file each within the log directory, and read only their own', async () => {
    expect(identifiers).toHaveLength(IDS);
    const { around, logDirectory } = logDirectoryIn('contacts');
    await using api = await serveApi({ imposter: { logDirectory } });
    await api.imposter.start(
      documentOf('ann', {
        chat_provider_config: { provider_name: 'fakeChat', provider_config: { allow_group_messages: true } },
      }),
    );
    const account = api.chat.account('ann');
    await account.scan();
    for (const [number, id] of identifiers.entries()) {
      await account.says({ identifier: id, kind: number % 2 === 0 ? 'direct' : 'group' }, `m${number}`);
    }
    let read = 0;
    for (const [number, id] of identifiers.entries()) {
      // Each is read for all that was written before it: a quarter of them is enough.
      if (number % 4 !== 0) continue;
      const { status, json, text } = await api.call('GET', `/api/logs/ann/${encodeURIComponent(id)}`);
      expect(text).not.toContain(SECRET);
      if (status === 400 || status === 404) continue;
      expect([id, status, json]).toEqual([
        id,
        200,
        { lines: [expect.stringMatching(new RegExp(`::: m${number}$`))] },
      ]);
      read += 1;
    }
    // The URL itself takes `.` and `..` away, and some are no path.
    expect(read).toBeGreaterThan(IDS * 0.23);
    await api.imposter.close();
    expectWithin(around, IDS);
  }, 120_000);

  it('of nobody find no file', async () => {
    const { around, logDirectory } = logDirectoryIn('nobody');
    await using api = await serveApi({ imposter: { logDirectory } });
    await api.imposter.start(documentOf('ann'));
    await api.chat.account('ann').scan();
    await api.chat.account('ann').says('555@x', 'm0');
    for (const id of identifiers) {
      for (const path of [
        `/api/logs/ann/${encodeURIComponent(id)}`,
        `/api/logs/${encodeURIComponent(id)}/555@x`,
      ]) {
        const { status, text } = await api.call('GET', path);
        expect([path, status >= 400 && status < 500]).toEqual([path, true]);
        expect(text).not.toContain(SECRET);
      }
    }
    await api.imposter.close();
    expectWithin(around, 1);
  }, 120_000);

  it('of bots are refused, or get a file each within the log directory', async () => {
    const { around, logDirectory } = logDirectoryIn('bots');
    await using api = await serveApi({ imposter: { logDirectory } });
    const nearlyRight = fc.sample(fc.stringMatching(/^[A-Za-z0-9._~/-]{1,6}$/), IDS / 2);
    const started = new Set<string>();
    for (const [number, id] of [...identifiers.slice(0, IDS / 2), ...nearlyRight].entries()) {
      const { status } = await api.call('PUT', '/chatbot', { body: documentOf(id) });
      const isNew = !started.has(id.toLowerCase());
      const isRight = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(id) && !reserved.includes(id.toLowerCase());
      const taken = [409, 422]; // 422: spelt in another case
      expect([id, isRight ? (isNew ? [200] : taken) : [422]]).toEqual([id, expect.arrayContaining([status])]);
      if (status !== 200) continue;
      started.add(id.toLowerCase());
      await api.chat.account(id).scan();
      await api.chat.account(id).says('555@x', `m${number}`);
    }
    expect(started.size).toBeGreaterThan(100);
    await api.imposter.close();
    expectWithin(around, started.size);
  }, 120_000);
});

describe('a user_id that is a word of the API, of a language or of an operating system', () => {
  const spelt = reserved.flatMap((word) => [
    word,
    word.toUpperCase(),
    word.replace(/[a-z]/, (letter) => letter.toUpperCase()),
  ]);

  it(`is refused, in any case: ${spelt.length} of them`, async () => {
    await using api = await serveApi();
    for (const userId of spelt) {
      for (const path of ['/chatbot', `/api/configurations/${userId}`]) {
        const { status, json } = await api.call('PUT', path, { body: documentOf(userId) });
        expect([path, userId, status, json]).toEqual([
          path,
          userId,
          422,
          expect.objectContaining({ errors: [expect.objectContaining({ path: 'user_id' })] }),
        ]);
      }
    }
    expect(await api.imposter.configuredUserIds()).toEqual([]);
    expect((await api.call('PUT', '/chatbot', { body: documentOf('status2') })).status).toBe(200);
  });
});
