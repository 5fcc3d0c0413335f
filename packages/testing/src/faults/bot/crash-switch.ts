import type { CrashPoint } from '../crash-point.ts';
import { die } from './die.ts';
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

  /** To be awaited wherever a chat or message passes a crash point; does not return from the passage that was asked for. */
  async pass(point: CrashPoint | undefined, chatId: string, messageId?: string): Promise<void> {
    if (point === undefined || point !== this.#point) return;
    this.#passagesLeft -= 1;
    if (this.#passagesLeft > 0) return;
    this.#point = null;
    const crash = { kind: 'crash', point, chatId } as const;
    await this.#link.tell(messageId === undefined ? crash : { ...crash, messageId });
    await die();
  }
}
