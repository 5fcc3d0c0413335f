import type { ChatEvents, MessageReference } from '@chat-imposter/core';
import { events, type WrongProvider } from './wrong-provider.ts';

/** The edits and the deletions that a provider tells, each in the same wrong way. */
function revisions(
  change: (
    tell: (reference: MessageReference) => Promise<void>,
  ) => (reference: MessageReference) => Promise<void>,
) {
  return events(({ edited, deleted }) => ({
    edited: (reference, content) => change((given) => edited(given, content))(reference),
    deleted: change(deleted),
  }));
}

/** Mistakes with what writers do to their messages, for edits and deletions alike. */
const COMMON: readonly (Omit<WrongProvider, 'foundBy'> & { foundBy: (name: string) => string })[] = [
  {
    mistake: 'before it was taken',
    foundBy: (name) => `acknowledges ${name} when it was taken, not before`,
    complaint: /deeply equal/,
    spoil: revisions((tell) => async (reference) => {
      tell(reference).catch(() => {});
    }),
  },
  {
    mistake: 'that was not taken',
    foundBy: (name) => `tells ${name} again that was not taken, until it is, and then no more`,
    complaint: /It told 0 edits and 0 deletions/,
    spoil: revisions((tell) => (reference) => tell(reference).catch(() => {})),
  },
];

/** The mistake of {@link COMMON}, with both kinds. */
function acknowledging(name: string): WrongProvider[] {
  return COMMON.map(({ mistake, foundBy, ...more }) => ({
    ...more,
    mistake: `acknowledges ${name} ${mistake}`,
    foundBy: foundBy(name),
  }));
}

const accept = (events: Pick<ChatEvents, 'accept'>, reference: MessageReference, content: string) =>
  events.accept([{ ...reference, content, origin: 'live', originatingTime: null }]);

/** Mistakes with edits and deletions. */
export const wrongRevisions: readonly WrongProvider[] = [
  ...acknowledging('an edit'),
  ...acknowledging('a deletion'),
  {
    mistake: 'tells an edit under an id of its own',
    foundBy: 'tells an edit once, with the reference of the original, and not as a message',
    complaint: /deeply equal/,
    spoil: revisions(
      (tell) => (reference) =>
        tell({ ...reference, providerMessageId: `edit-of-${reference.providerMessageId}` }),
    ),
  },
  {
    mistake: 'tells a deletion twice',
    foundBy: 'tells a deletion once, with the reference of the original, and not as a message',
    complaint: /deeply equal/,
    spoil: revisions((tell) => async (reference) => {
      await tell(reference);
      await tell(reference);
    }),
  },
  {
    mistake: 'hands an edit over as a message',
    foundBy: 'tells an edit once, with the reference of the original, and not as a message',
    complaint: /It told 0 edits/,
    spoil: events((given) => ({
      edited: (reference, content) => accept(given, { ...reference, providerMessageId: 'an-edit' }, content),
    })),
  },
  {
    mistake: 'says nothing of deletions',
    foundBy: 'tells a deletion once, with the reference of the original, and not as a message',
    complaint: /0 deletions/,
    spoil: events(() => ({ deleted: async () => {} })),
  },
  {
    mistake: 'takes the owner for the contact in edits',
    foundBy: 'tells an edit by the owner from one by the contact',
    complaint: /in a direct chat|the owner or a contact/,
    spoil: revisions((tell) => (reference) => tell({ ...reference, source: 'user' })),
  },
  {
    mistake: 'names a member who was not the writer',
    foundBy: 'names group and member of a deletion in a group',
    complaint: /the writer/,
    spoil: revisions(
      (tell) =>
        ({ sender, ...reference }) =>
          tell({ ...reference, sender: { ...sender, identifier: 'somebody@else' } }),
    ),
  },
];
