import type { Clock, Logger, Random } from '@chat-imposter/core';
import type { DeadLetter } from './dead-letter.ts';
import type { WebhookEventKind } from './event-kinds.ts';

/** Another program that is told what happens. */
export interface WebhookTarget {
  /**
   * Where events are sent: `https:`, without user name and password. `http:` only together with `allowPrivateAddresses`,
   * and only to a private address, `localhost`, a name of a single word, or one below `.localhost`, `.local`, `.internal` or
   * `.home.arpa`.
   */
  url: string;
  /**
   * What events are signed with, at least 16 characters, shared with nobody but this target. As it is (the key is its UTF-8),
   * or `whsec_` and the bytes of the key in base64. Never logged.
   */
  secret: string;
  /** What it is told; at least one kind. */
  events: readonly WebhookEventKind[];
  /** About which bots, by their ids; upper and lower case are one. Default: all. */
  bots?: readonly string[];
  /** Whether it gets what people wrote, and their names; ids it always gets. Default: false. */
  includesTexts?: boolean;
}

/** Options of {@link createWebhooks}. */
export interface WebhooksOptions {
  targets: readonly WebhookTarget[];
  /**
   * Whether targets may have private addresses: this machine, the network around it, and all else that is not the public
   * internet. Default: false.
   */
  allowPrivateAddresses?: boolean;
  /**
   * Where events go that were given up, as JSON, one a line. Made when it is first needed, readable for its owner only; its
   * folder must be there. Default: nowhere.
   */
  deadLetterFile?: string;
  /** Is given each event that was given up. What it throws is logged. */
  onDeadLetter?: (letter: DeadLetter) => unknown;
  /** Any pino-shaped logger; gets a line for each event that was given up. Default: silence. */
  logger?: Logger;
  /** Default: the machine's. */
  clock?: Clock;
  /** Default: the operating system's. */
  random?: Random;
  /** Milliseconds that a target has to answer. Default: 10,000. */
  timeoutMs?: number;
  /** How many events may wait for one target, those on their way not counted; then the oldest is given up. Default: 1,000. */
  maxQueued?: number;
}
