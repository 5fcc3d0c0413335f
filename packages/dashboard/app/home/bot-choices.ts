import type { BotListEntryJson } from '../api/api-json.ts';
import type { BotAction } from '../api/bots.ts';

/** What can be done to a bot from the list: first what is next, then the rest. */
export interface BotChoices {
  /** Whether the linking dialog has something to do. */
  mayLink: boolean;
  /** Whether an attempt to link is under way, which the dialog shows. */
  isLinking: boolean;
  actions: readonly BotAction[];
}

/** What can be done to a bot as it stands. */
export function choicesOf({
  status,
  authenticated,
}: Pick<BotListEntryJson, 'status' | 'authenticated'>): BotChoices {
  const isInvalid = status === 'invalid_config';
  const isRunning = !isInvalid && status !== 'disconnected';
  return {
    mayLink: !authenticated && !isInvalid,
    isLinking: !authenticated && isRunning,
    actions: [
      ...(authenticated && !isRunning && !isInvalid ? (['start'] as const) : []),
      ...(authenticated && !isInvalid ? (['reload'] as const) : []),
      ...(isRunning ? (['stop'] as const) : []),
      ...(authenticated ? (['unlink'] as const) : []),
      'delete',
    ],
  };
}
