export type { PlaygroundOptions, RunningPlayground } from './playground.ts';
export { createPlayground } from './playground.ts';
export { PlaygroundLine } from './playground-line.ts';
export { createPlaygroundProvider } from './playground-provider.ts';
