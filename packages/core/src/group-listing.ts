import type { ChatSession } from './contracts/chat-provider.ts';
import { ImposterError } from './contracts/errors.ts';
import { type Party, partyOf } from './contracts/message.ts';

/** Asks the platform for the groups of one bot, once for all who ask at the same time. */
export class GroupListing {
  #asking: Promise<Party[]> | null = null;

  /** @throws ImposterError `not_supported`, and what {@link ChatSession.listGroups} throws */
  list(session: ChatSession): Promise<Party[]> {
    this.#asking ??= ask(session).finally(() => {
      this.#asking = null;
    });
    return this.#asking;
  }
}

async function ask(session: ChatSession): Promise<Party[]> {
  if (session.listGroups === undefined) {
    throw new ImposterError('not_supported', 'This platform does not tell which groups an account is in.');
  }
  return (await session.listGroups()).map(partyOf);
}

/** What a bot without a connection cannot do. */
export function notConnected(userId: string): ImposterError {
  return new ImposterError(
    'not_connected',
    `The bot "${userId}" is not connected; start it and wait until it is.`,
  );
}
