import { session, type WrongProvider } from './wrong-provider.ts';

/** Mistakes with the chat of an account with itself. */
export const wrongOwnChats: readonly WrongProvider[] = [
  {
    mistake: 'takes another chat for that of the account with itself',
    foundBy: 'tells the chat of the account with itself, where the owner reads what is sent there',
    complaint: /deeply equal/,
    spoil: session(() => ({ ownChat: () => ({ identifier: 'ann@fake', alternateIdentifiers: [] }) })),
  },
  {
    mistake: 'tells the own chat of an account that it does not know',
    foundBy: 'tells no chat of the account with itself before it is linked',
    complaint: /someone/,
    spoil: session(() => ({ ownChat: () => ({ identifier: 'someone', alternateIdentifiers: [] }) })),
  },
];
