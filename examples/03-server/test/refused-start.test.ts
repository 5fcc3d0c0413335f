import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { readEnvironment, StartError } from '../src/environment.ts';
import { ServerProcess, temporaryFolder } from './server-process.ts';

const cleanups: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** Addresses and names that other machines can reach, or that may turn out to be reachable. */
const openHosts = [
  '0.0.0.0',
  '::',
  '::0',
  '0',
  '192.168.1.20',
  '10.0.0.5',
  '172.16.0.1',
  '169.254.1.1',
  'fe80::1',
  '2001:db8::1',
  'bots.example.com',
  '::ffff:0.0.0.0',
  'localhost.evil.tld',
  '127.0.0.1.nip.io',
];

const root = join(import.meta.dirname, '..', '..', '..');

/** What stands in the place of a token in some document for readers. */
function publishedTokens(): string[] {
  const markdownIn = (folder: string, recursive = false) =>
    existsSync(join(root, folder))
      ? readdirSync(join(root, folder), { recursive, encoding: 'utf8' })
          .filter((name) => name.endsWith('.md'))
          .map((name) => join(root, folder, name))
      : [];
  const below = ['packages', 'examples'].flatMap((folder) =>
    readdirSync(join(root, folder)).flatMap((name) => markdownIn(join(folder, name))),
  );
  const documents = [...markdownIn('.'), ...markdownIn('docs', true), ...below];
  const texts = documents.map((path) => readFileSync(path, 'utf8'));
  const forms = [
    /IMPOSTER_API_TOKEN["'`]?\s*[=:]\s*["'`]?([^\s"'`,;)]+)/g,
    /Bearer\s+([^\s"'`<>,;)]+)/g,
    /\btokens?["'`]?\s*[=:]\s*["'`]([^\s"'`]+)["'`]/g,
  ];
  return texts.flatMap((text) =>
    forms.flatMap((form) => [...text.matchAll(form)].map(([, value = '']) => value)),
  );
}

describe('A server without a token', () => {
  it.each(openHosts)('refuses to listen on %s', async (HOST) => {
    const folder = await temporaryFolder();
    cleanups.push(folder.remove);
    const environment = {
      HOST,
      PORT: '0',
      DATA_DIR: join(folder.path, 'data'),
      LOG_DIR: join(folder.path, 'log'),
    };
    const server = ServerProcess.run(environment);
    cleanups.push(() => server.end('SIGKILL'));
    const { code, stdout, stderr } = await server.ended;
    expect([code, stdout, stderr.trimEnd().split('\n')]).toEqual([
      1,
      '',
      [expect.stringMatching(/can be reached from other machines; set IMPOSTER_API_TOKEN/)],
    ]);
    expect(readdirSync(folder.path)).toEqual([]);
  });

  it.each(['127.0.0.1', '127.8.9.10', 'localhost', '::1'])('may listen on %s', (HOST) => {
    expect(readEnvironment({ HOST })).toMatchObject({ host: HOST, apiToken: undefined });
  });

  it('counts an empty token as none', () => {
    expect(() => readEnvironment({ HOST: '0.0.0.0', IMPOSTER_API_TOKEN: '' })).toThrow(StartError);
  });
});

describe('A token', () => {
  it.each([
    'changeme',
    'change-me',
    'secret',
    'password',
    'admin',
    'token',
    'undefined',
    'null',
    '<token>',
    'x'.repeat(31),
  ])('is refused when it is short or the first that comes to mind: %s', (IMPOSTER_API_TOKEN) => {
    for (const HOST of ['127.0.0.1', '0.0.0.0']) {
      expect(() => readEnvironment({ HOST, IMPOSTER_API_TOKEN })).toThrow(
        'IMPOSTER_API_TOKEN must have at least 32 characters',
      );
    }
  });

  it('is refused when it stands in a document of this repository', () => {
    const published = publishedTokens();
    // The documents show how a token is sent, so that there is something to find.
    expect(published.length).toBeGreaterThan(0);
    for (const IMPOSTER_API_TOKEN of published) {
      expect(() => readEnvironment({ HOST: '0.0.0.0', IMPOSTER_API_TOKEN }), IMPOSTER_API_TOKEN).toThrow(
        StartError,
      );
    }
  });

  it('is taken when it is long', () => {
    const apiToken = 'ab'.repeat(16);
    expect(readEnvironment({ HOST: '0.0.0.0', IMPOSTER_API_TOKEN: apiToken })).toMatchObject({ apiToken });
  });
});
