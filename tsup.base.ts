import { defineConfig } from 'tsup';

/** How every package is bundled: ESM only, declarations come from tsc (tsup's own need the old compiler API). */
export function packageBuild(entry: string[]) {
  return defineConfig({
    entry,
    format: 'esm',
    target: 'node22',
    platform: 'node',
    dts: false,
    clean: true,
    sourcemap: true,
    removeNodeProtocol: false,
  });
}
