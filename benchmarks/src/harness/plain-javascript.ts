import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const sources = fileURLToPath(new URL('..', import.meta.url));

/**
 * Does the work with a copy of the benchmarks in plain JavaScript: what Node needs to take types away would be
 * most of a short program's time. `plain` gives the path of the copy of a source file.
 */
export async function withPlainJavaScript<Result>(
  work: (plain: (source: URL) => string) => Promise<Result>,
): Promise<Result> {
  // In here, packages are found as they are from the sources.
  const folder = await mkdtemp(join(sources, '../node_modules/.plain-javascript-'));
  try {
    const files = await readdir(sources, { recursive: true });
    for (const file of files.filter((name) => /(?<!\.test)\.ts$/.test(name))) await copy(file, folder);
    return await work((source) => plainName(folder, relative(sources, fileURLToPath(source))));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function copy(file: string, folder: string): Promise<void> {
  const target = plainName(folder, file);
  const code = stripTypeScriptTypes(await readFile(join(sources, file), 'utf8'));
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, code.replace(/(from '|import\(')(\.[^']*)\.ts'/g, "$1$2.mjs'"));
}

function plainName(folder: string, file: string): string {
  return join(folder, file.replace(/\.ts$/, '.mjs'));
}
