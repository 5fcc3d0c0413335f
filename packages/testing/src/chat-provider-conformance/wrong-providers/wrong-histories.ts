import { session, type WrongProvider } from './wrong-provider.ts';

/** Mistakes with the history that is asked for. */
export const wrongHistories: readonly WrongProvider[] = [
  {
    mistake: 'tells the newest first',
    foundBy: 'tells all that was said before a message, oldest first',
    complaint: /deeply equal/,
    spoil: session(({ fetchHistory }) => ({
      fetchHistory: async (...question) => (await fetchHistory(...question)).toReversed(),
    })),
  },
  {
    mistake: 'tells one page of a long history',
    foundBy: 'tells all that was said before a message, oldest first',
    complaint: /deeply equal/,
    spoil: session(({ fetchHistory }) => ({
      fetchHistory: async (...question) => (await fetchHistory(...question)).slice(-50),
    })),
  },
  {
    mistake: 'takes old messages for new ones',
    foundBy: 'tells of old messages what it tells of new ones, with origin history',
    complaint: /to match object/,
    spoil: session(({ fetchHistory }) => ({
      fetchHistory: async (...question) =>
        (await fetchHistory(...question)).map((message) => ({ ...message, origin: 'live' })),
    })),
  },
  {
    mistake: 'tells what is older than wanted',
    foundBy: 'tells nothing of the time before the one that is asked for',
    complaint: /deeply equal/,
    spoil: session(({ fetchHistory }) => ({
      fetchHistory: (chatId, options) => fetchHistory(chatId, { ...options, after: 0 }),
    })),
  },
  {
    mistake: 'tells the oldest of more than wanted',
    foundBy: 'tells the newest when there are more than wanted',
    complaint: /deeply equal/,
    spoil: session(({ fetchHistory }) => ({
      fetchHistory: async (chatId, options) =>
        (await fetchHistory(chatId, { ...options, limit: 10_000 })).slice(0, options.limit),
    })),
  },
  {
    mistake: 'tells of one chat what was said in another',
    foundBy: 'tells nothing of a chat that had not begun',
    complaint: /deeply equal/,
    spoil: session(({ fetchHistory }) => {
      let first: string | undefined;
      return {
        fetchHistory: (chatId, options) => {
          first ??= chatId.replace('bob', 'ann');
          return fetchHistory(first, options);
        },
      };
    }),
  },
  {
    mistake: 'hands over the history that it was asked for as well',
    foundBy: 'does not hand over what it was asked for',
    complaint: /deeply equal/,
    spoil: session(({ fetchHistory }, context) => ({
      fetchHistory: async (...question) => {
        const found = await fetchHistory(...question);
        await context.events.accept(found);
        return found;
      },
    })),
  },
  {
    mistake: 'takes a platform that does not answer for one that knows nothing',
    foundBy: 'fails as upstream_timeout when the platform does not answer',
    complaint: /upstream_timeout/,
    spoil: session(({ fetchHistory }) => ({
      fetchHistory: (...question) => fetchHistory(...question).catch(() => []),
    })),
  },
  {
    mistake: 'tells nothing instead of failing without a connection',
    foundBy:
      'fails as not_connected before the start, while the platform cannot be reached, and after the stop',
    complaint: /not_connected/,
    spoil: session(({ fetchHistory }) => ({
      fetchHistory: (...question) => fetchHistory(...question).catch(() => []),
    })),
  },
];
