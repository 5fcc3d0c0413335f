import type { Lease } from '@chat-imposter/core';
import type { Draft } from './draft.ts';

/** A write of a bot's state: decides what is to change, from what is there. */
export interface Write<Result> {
  /** By what right; null for what needs none. */
  lease: Lease | null;
  /**
   * Whether no other write may be decided together with it, because it changes documents without naming them.
   * Default: false.
   */
  isAlone?: boolean;
  /**
   * Whether it may be decided while what was committed before is still being applied, because all that it reads are
   * chats, messages and turns, by the facts of the draft. Default: false.
   */
  mayOverlap?: boolean;
  /** Reads ahead what {@link decide} will need, at the same time as other writes do. */
  warm?: (draft: Draft) => Promise<void>;
  /** Puts the changes into the draft; the result is told once they are committed. */
  decide: (draft: Draft) => Promise<Result>;
}
