import { describe, expect, it } from 'vitest';
import { findBorderViolations, judgeImport, judgeManifest } from '../scripts/checks/border-violations.mjs';
import { readImports } from '../scripts/checks/read-imports.mjs';
import { borders } from '../scripts/package-borders.mjs';
import { temporaryFolder } from './temporary-folder.ts';

const unlimited = { mayImport: [] };

function packageIn(folderName: string, manifest: Record<string, unknown> = {}) {
  const name = `@chat-imposter/${folderName}`;
  return { name, folder: `/checkout/packages/${folderName}`, folderName, manifest: { name, ...manifest } };
}

describe('judgeImport', () => {
  const manifest = { devDependencies: { pngjs: '7.0.0', '@chat-imposter/http-api': 'workspace:^' } };
  const judge = (folderName: string, file: string, specifier: string) =>
    judgeImport(packageIn(folderName, manifest), borders[folderName] ?? unlimited, { file, specifier });

  it.each([
    ['core', 'src/a.ts', 'zod'],
    ['core', 'src/a.ts', 'zod/v3'],
    ['core', 'src/a.ts', 'node:fs/promises'],
    ['core', 'src/queue/a.ts', '../limits.ts'],
    ['core', 'src/a.test.ts', '@chat-imposter/testing'],
    ['core', 'src/a.test.ts', 'fast-check'],
    ['core', 'src/a.test.ts', 'pngjs'],
    ['core', 'src/test-support/a.ts', '@chat-imposter/testing'],
    ['core', 'src/testing/a.ts', '@chat-imposter/testing'],
    ['llm-openai', 'src/a.ts', '@chat-imposter/core'],
    ['llm-openai', 'src/a.test.ts', '@chat-imposter/testing/llm'],
    ['testing', 'src/whatsapp/a.ts', '@whiskeysockets/baileys'],
    ['testing', 'src/a.test.ts', '@chat-imposter/testing/llm'],
  ])('lets %s import in %s: %s', (folderName, file, specifier) => {
    expect(judge(folderName, file, specifier)).toBeUndefined();
  });

  it.each([
    ['core', 'src/a.ts', 'pino'],
    ['core', 'src/a.ts', 'pngjs'],
    ['core', 'src/a.ts', 'vitest'],
    ['core', 'src/a.ts', '@chat-imposter/testing'],
    ['core', 'src/a.test.ts', '@chat-imposter/store-sqlite'],
    ['llm-openai', 'src/a.ts', '@chat-imposter/provider-baileys'],
    ['llm-openai', 'src/a.test.ts', '@chat-imposter/http-api'],
    ['http-api', 'src/a.ts', '../../core/src/index.ts'],
    ['testing', 'src/a.ts', '@whiskeysockets/baileys'],
    ['testing', 'src/a.test.ts', '@whiskeysockets/baileys/lib/index.js'],
    ['testing', 'src/whatsapp.ts', '@whiskeysockets/baileys'],
    ['testing', 'src/a.ts', 'zod-like'],
  ])('forbids %s to import in %s: %s', (folderName, file, specifier) => {
    expect(judge(folderName, file, specifier)).toContain(`${file}: `);
  });
});

describe('judgeManifest', () => {
  const core = { '@chat-imposter/core': 'workspace:^' };
  const judge = (folderName: string, manifest: Record<string, unknown>) =>
    judgeManifest(packageIn(folderName, manifest), borders[folderName] ?? unlimited);

  it('accepts a plugin with the core as a peer', () => {
    const devDependencies = { ...core, '@chat-imposter/testing': 'workspace:^', '@types/qrcode': '1.5.6' };
    expect(
      judge('llm-openai', { dependencies: { openai: '7' }, peerDependencies: core, devDependencies }),
    ).toEqual([]);
  });

  it.each([
    ['the core as its own dependency', 'store-sqlite', { dependencies: core }],
    ['the core as both', 'store-sqlite', { dependencies: core, peerDependencies: core }],
    ['no core at all', 'store-sqlite', {}],
    ['a package outside of the border', 'core', { dependencies: { pino: '10' } }],
    ['a sibling for its tests', 'core', { devDependencies: { '@chat-imposter/http-api': 'workspace:^' } }],
  ])('refuses %s', (_, folderName, manifest) => {
    expect(judge(folderName, manifest)).toHaveLength(1);
  });
});

describe('findBorderViolations', () => {
  const packageJson = (name: string, more = {}) =>
    JSON.stringify({ name: `@chat-imposter/${name}`, ...more });

  it('names the package, the file and the import', () => {
    const root = temporaryFolder({
      'pnpm-workspace.yaml': 'packages:\n  - packages/*\n  - examples/*\n',
      'packages/core/package.json': packageJson('core'),
      'packages/core/src/deep/down/a.ts': "export type { Store } from '@chat-imposter/store-sqlite';",
      'packages/core/node_modules/x/src/a.ts': "import 'pino';",
      'packages/novel/package.json': packageJson('novel'),
      'examples/03-server/package.json': packageJson('server', {
        private: true,
        dependencies: { pino: '10' },
      }),
      'examples/03-server/src/a.ts': "import 'pino';",
      'examples/03-server/test-support/a.ts': "import 'undeclared/too';",
      'examples/03-server/test/a.test.ts': "import 'undeclared';",
    });
    expect(findBorderViolations(root)).toEqual([
      '@chat-imposter/core: src/deep/down/a.ts: may not import @chat-imposter/store-sqlite',
      'novel: has no row in the table of scripts/package-borders.mjs: add one',
      '@chat-imposter/server: test/a.test.ts: may not import undeclared',
      '@chat-imposter/server: test-support/a.ts: may not import undeclared/too',
    ]);
  });
});

describe('readImports', () => {
  it.each([
    ["import a from 'x';", ['x']],
    ["import type { A } from 'x';", ['x']],
    ["import 'x'; export * from 'y'; export { z } from 'z';", ['x', 'y', 'z']],
    ["const a = async () => (await import('x')).default;", ['x']],
    ["type A = import('x').B;", ['x']],
    ["import a = require('x');", ['x']],
    ["const a = require('x'); const b = import.meta.resolve('y');", ['x', 'y']],
    ["/** import a from 'x' */ const a = \"import b from 'y'\"; // import 'z'", []],
    ['const load = (name: string) => import(name);', []],
  ])('finds what %s imports', (code, specifiers) => {
    expect(readImports('a.ts', code)).toEqual(specifiers);
  });

  it('names the file that cannot be parsed', () => {
    expect(() => readImports('broken.ts', 'import {')).toThrow('broken.ts: ');
  });
});
