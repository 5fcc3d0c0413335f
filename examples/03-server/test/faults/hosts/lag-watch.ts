import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Lag } from './host-protocol.ts';

/** How often is looked; a sample of the delay contains this time, which is taken off. */
const RESOLUTION_MS = 2;
const NANOSECONDS = 1e6;
const MICROSECONDS = 1e3;

/** Watches how long the event loop of this process is busy at a time, from the call of `begin` on. */
export class LagWatch {
  readonly #delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  #mostComputing = 0;
  #hasBegun = false;

  begin(): void {
    if (this.#hasBegun) return;
    this.#hasBegun = true;
    this.#delay.enable();
    let before = computed();
    setInterval(() => {
      const { user, system } = computed(before);
      before = computed();
      this.#mostComputing = Math.max(this.#mostComputing, user + system);
    }, RESOLUTION_MS).unref();
  }

  read(): Lag {
    const lagMs = (nanoseconds: number) => Math.max(0, rounded(nanoseconds / NANOSECONDS - RESOLUTION_MS));
    return {
      maxMs: lagMs(this.#delay.max),
      p99Ms: lagMs(this.#delay.percentile(99)),
      meanMs: lagMs(this.#delay.mean),
      maxComputingMs: rounded(this.#mostComputing / MICROSECONDS),
    };
  }
}

/** Of this thread; of the whole process where Node cannot tell (before version 23.9). */
function computed(since?: NodeJS.CpuUsage): NodeJS.CpuUsage {
  return 'threadCpuUsage' in process
    ? process.threadCpuUsage(since)
    : (process as NodeJS.Process).cpuUsage(since);
}

function rounded(milliseconds: number): number {
  return Math.round(milliseconds * 10) / 10;
}
