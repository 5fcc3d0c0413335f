import { z } from 'zod';
import { provider, type WrongProvider } from './wrong-provider.ts';

const anyConfiguration = z.looseObject({ allow_group_messages: z.boolean().optional() });

let count = 0;

/** Mistakes of the provider itself. */
export const wrongDescriptions: readonly WrongProvider[] = [
  {
    mistake: 'counts as linked before the scan',
    foundBy: 'is linked after the scan, not before',
    complaint: /to be false/,
    spoil: provider(() => ({ isLinked: async () => true })),
  },
  {
    mistake: 'makes message ids at random',
    foundBy: 'makes the same message id of the same digest, always',
    complaint: /deeply equal/,
    spoil: provider((given) => ({
      messageIdFrom: (digest) => given.messageIdFrom(digest) + ++count,
    })),
  },
  {
    mistake: 'makes the same message id of everything',
    foundBy: 'makes different message ids of different digests',
    complaint: /500/,
    spoil: provider((given) => ({ messageIdFrom: () => given.messageIdFrom('0'.repeat(32)) })),
  },
  {
    mistake: 'makes message ids of another shape',
    foundBy: 'makes message ids of the shape that the platform has',
    complaint: /to match/,
    spoil: provider((given) => ({
      messageIdFrom: (digest) => given.messageIdFrom(digest).toLowerCase(),
    })),
  },
  {
    mistake: 'does not look at its configuration',
    foundBy: 'names the path of each mistake in a configuration, and says what is wrong',
    complaint: /timezone/,
    spoil: provider(() => ({ configSchema: anyConfiguration })),
  },
  {
    mistake: 'swallows unknown keys',
    foundBy: 'keeps an unknown key or refuses it by its name, but does not swallow it',
    complaint: /an_unknown_key/,
    spoil: provider(() => ({ configSchema: z.object({}) })),
  },
];
