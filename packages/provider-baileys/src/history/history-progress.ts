import type { CancelTimer, Clock } from '@chat-imposter/core';
import { proto } from '@whiskeysockets/baileys';
import type { HistoryChunk } from './history-part.ts';

/** A phone that has told nothing for so long does not go on by itself, milliseconds. */
const STALLED_MS = 120_000;

const { INITIAL_BOOTSTRAP, RECENT, FULL } = proto.HistorySync.HistorySyncType;
/** The parts that say how far the phone is. */
const COUNTED: readonly unknown[] = [INITIAL_BOOTSTRAP, RECENT, FULL];

/** How far the phone is with telling the history over one connection. */
export class HistoryProgress {
  readonly #clock: Clock;
  readonly #onChange: (percent: number | null) => void;
  #percent: number | null = null;
  #cancelTimer: CancelTimer = () => {};

  /** @param onChange called with the new percentage, and with null when it is over */
  constructor(clock: Clock, onChange: (percent: number | null) => void) {
    this.#clock = clock;
    this.#onChange = onChange;
  }

  /** Another part has come. */
  take({ syncType, progress }: Pick<HistoryChunk, 'syncType' | 'progress'>): void {
    if (!COUNTED.includes(syncType) || typeof progress !== 'number' || !Number.isFinite(progress)) return;
    this.#cancelTimer();
    const isOver = progress >= 100;
    this.#set(isOver ? null : Math.max(0, Math.floor(progress)));
    if (!isOver) this.#cancelTimer = this.#clock.after(STALLED_MS, () => this.#set(null));
  }

  /** The connection is over; nothing more is told. */
  close(): void {
    this.#cancelTimer();
  }

  #set(percent: number | null): void {
    if (percent === this.#percent) return;
    this.#percent = percent;
    this.#onChange(percent);
  }
}
