import type { BotError } from './contracts/bot.ts';
import type { ConnectionErrorCode } from './contracts/chat-provider.ts';
import { ImposterError, type ImposterErrorCode } from './contracts/errors.ts';

/** What keeps a bot from starting and is shown as its last error. */
const SHOWN = [
  'store_unavailable',
  'lease_elsewhere',
  'auth_corrupt',
  'quarantined',
] as const satisfies (ImposterErrorCode & ConnectionErrorCode)[];

/** The last error of a bot that could not be started; null when the failure has no name there. */
export function startErrorOf(error: unknown, time: number): BotError | null {
  if (!ImposterError.is(error)) return null;
  const code = SHOWN.find((shown) => shown === error.code);
  return code === undefined ? null : { code, message: error.message, time };
}
