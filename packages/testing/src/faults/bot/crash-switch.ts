import type { CrashPoint } from '../crash-point.ts';
import type { RigLink } from './rig-link.ts';

/** Kills its own process at a crash point, as SIGKILL from outside would in that very moment. */
export class CrashSwitch {
  readonly #link: RigLink;
  #point: CrashPoint | null = null;
  #passagesLeft = 0;

  constructor(link: RigLink) {
    this.#link = link;
    link.on('crash_at', ({ point, passage }) => {
      this.#point = point;
      this.#passagesLeft = passage;
    });
  }

  /** To be awaited wherever a chat passes a crash point; does not return from the passage that was asked for. */
  async pass(point: CrashPoint | null, chatId: string): Promise<void> {
    if (point === null || point !== this.#point) return;
    this.#passagesLeft -= 1;
    if (this.#passagesLeft > 0) return;
    this.#point = null;
    await this.#link.tell({ kind: 'crash', point, chatId });
    process.kill(process.pid, 'SIGKILL');
    await new Promise<never>(() => {});
  }
}
