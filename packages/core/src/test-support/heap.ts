import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** How many bytes the heap has grown by what `make` gives, which is kept until it is measured. */
export function heapOf(make: () => unknown): number {
  const before = usedHeap();
  const kept = [make()];
  const bytes = usedHeap() - before;
  return kept.length > 0 ? bytes : 0;
}

function usedHeap(): number {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  collectGarbage();
  collectGarbage();
  return process.memoryUsage().heapUsed;
}
