import { createRequire } from 'node:module';
import type sortedBtree from 'sorted-btree';

/**
 * A map that keeps its keys in an order of ours. The package is CommonJS with a default export, which every loader hands
 * out differently; `require` does not.
 */
export const { default: SortedMap } = createRequire(import.meta.url)('sorted-btree') as typeof sortedBtree;
