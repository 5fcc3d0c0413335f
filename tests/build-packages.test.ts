import { existsSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildPackages, isBuilt } from '../scripts/bootstrap/build-packages.mjs';
import { withPath } from '../scripts/bootstrap/environment.mjs';
import { temporaryFolder, writeIn } from './temporary-folder.ts';

/** Notes what it builds and makes the code and the declarations of a package from its one source file. */
const builder = `
import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
const name = process.argv[2];
const source = readFileSync('src/index.ts', 'utf8');
if (source.includes('broken')) { console.log('cannot read the source of ' + name); process.exit(1); }
appendFileSync('../../built', name + ' ');
rmSync('dist', { recursive: true, force: true });
mkdirSync('dist');
writeFileSync('dist/index.js', source);
writeFileSync('dist/index.d.ts', source.split('\\n').filter((line) => line.startsWith('export')).join('\\n'));
`;

const peer = { '@chat-imposter/core': 'workspace:^' };

function workspace() {
  const packageFiles = (name: string, more: object) => ({
    [`packages/${name}/package.json`]: JSON.stringify({
      name: `@chat-imposter/${name}`,
      scripts: { build: `node ../../builder.mjs ${name}` },
      ...more,
    }),
    [`packages/${name}/src/index.ts`]: `export const name: '${name}';\n`,
    [`packages/${name}/src/index.test.ts`]: 'one',
  });
  return temporaryFolder({
    'builder.mjs': builder,
    'pnpm-workspace.yaml': 'packages:\n  - packages/*\n  - examples/*\n',
    'pnpm-lock.yaml': '',
    'tsup.base.ts': '',
    'tsconfig.base.json': '',
    ...packageFiles('aaa', { peerDependencies: peer }),
    ...packageFiles('core', { devDependencies: { '@chat-imposter/aaa': 'workspace:^' } }),
    ...packageFiles('zzz', { dependencies: { '@chat-imposter/aaa': 'workspace:^' }, peerDependencies: peer }),
    'examples/03-server/package.json': JSON.stringify({ name: 'server', dependencies: peer }),
  });
}

/** Builds and tells which packages were built, in their order. */
async function build(root: string, all = false): Promise<string[]> {
  rmSync(join(root, 'built'), { force: true });
  await buildPackages(root, { all, env: withPath([dirname(process.execPath)]), say: () => {} });
  return existsSync(join(root, 'built')) ? readFileSync(join(root, 'built'), 'utf8').trim().split(' ') : [];
}

describe('buildPackages', () => {
  it('builds a package after those that it needs, whatever their tests need', async () => {
    const root = workspace();
    expect(isBuilt(root)).toBe(false);
    expect(await build(root)).toEqual(['core', 'aaa', 'zzz']);
    expect(isBuilt(root)).toBe(true);
  });

  it('builds nothing when nothing changed', async () => {
    const root = workspace();
    await build(root);
    expect(await build(root)).toEqual([]);
    expect(await build(root, true)).toEqual(['core', 'aaa', 'zzz']);
  });

  it.each([
    ['its code', 'packages/core/src/index.ts', "export const name: 'core';\nchanged", ['core']],
    ['its declarations', 'packages/core/src/index.ts', 'export const changed: 1;', ['core', 'aaa', 'zzz']],
    ['another file of it', 'packages/core/tsup.config.ts', 'changed', ['core']],
    ['its built code', 'packages/core/dist/index.js', 'changed', ['core']],
    ['the lockfile', 'pnpm-lock.yaml', 'changed', ['core', 'aaa', 'zzz']],
    ['a test of it', 'packages/core/src/index.test.ts', 'changed', []],
    ['an installed dependency', 'packages/core/node_modules/x/index.js', 'changed', []],
  ])('after a change of %s, builds what depends on that', async (_, file, content, built) => {
    const root = workspace();
    await build(root);
    writeIn(root, file, content);
    expect(isBuilt(root)).toBe(built.length === 0);
    expect(await build(root)).toEqual(built);
    expect(isBuilt(root)).toBe(true);
  });

  it('builds again what was deleted', async () => {
    const root = workspace();
    await build(root);
    rmSync(join(root, 'packages/zzz/dist'), { recursive: true });
    expect(await build(root)).toEqual(['zzz']);
  });

  it('names the package that failed, builds nothing that needs it, and tries again next time', async () => {
    const root = workspace();
    await build(root);
    writeIn(root, 'packages/aaa/src/index.ts', 'broken');
    await expect(build(root)).rejects.toThrow('the build of @chat-imposter/aaa failed');
    await expect(build(root)).rejects.toThrow('the build of @chat-imposter/aaa failed');
    writeIn(root, 'packages/aaa/src/index.ts', 'export const mended: 1;');
    expect(await build(root)).toEqual(['aaa', 'zzz']);
  });
});
