import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';

const STATIC_IMPORT = /^(?:import|export) (?!type )[^;]*?from '([^']+)';/gm;

/** Every module that is loaded together with the given one. */
async function loadedWith(file: URL, seen = new Set<string>()): Promise<Set<string>> {
  const source = await readFile(file, 'utf8');
  for (const [, name = ''] of source.matchAll(STATIC_IMPORT)) {
    const module = name.startsWith('.') ? new URL(name, file).href : name;
    if (seen.has(module)) continue;
    seen.add(module);
    if (name.startsWith('.')) await loadedWith(new URL(module), seen);
  }
  return seen;
}

describe('the package', () => {
  it('does not load Baileys before a session starts', async () => {
    const modules = await loadedWith(new URL('index.ts', import.meta.url));
    expect([...modules].some((module) => module.endsWith('/baileys-session.ts'))).toBe(true);
    expect([...modules].filter((module) => !module.startsWith('file:')).sort()).toEqual([
      '@chat-imposter/core',
      'zod',
    ]);
  });

  it('loads Baileys with what a session starts', async () => {
    const modules = await loadedWith(new URL('account.ts', import.meta.url));
    expect(modules).toContain('@whiskeysockets/baileys');
  });
});
