import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const entry = fileURLToPath(new URL('index.ts', import.meta.url));

describe('Importing the core', () => {
  it('loads neither zod nor the engine before something is started', () => {
    const program = `
      import { registerHooks } from 'node:module';
      const loaded = [];
      registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) });
      await import(${JSON.stringify(entry)});
      console.log(JSON.stringify(loaded));`;
    const options = [
      '--no-warnings',
      '--conditions=@chat-imposter/source',
      '--input-type=module',
      '--eval',
      program,
    ];
    const loaded = JSON.parse(execFileSync(process.execPath, options, { encoding: 'utf8' })) as string[];
    expect(loaded).toContainEqual(expect.stringMatching(/core\/src\/imposter\.ts$/));
    expect(
      loaded.filter((url) => /node_modules\/(?!.*eventemitter3)|chatbot-manager|configuration\//.test(url)),
    ).toEqual([]);
  });
});
