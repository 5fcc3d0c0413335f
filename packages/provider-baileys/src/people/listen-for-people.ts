import type { BaileysEventMap, BinaryNode, Contact, WASocket } from '@whiskeysockets/baileys';
import { overhear } from '../connection/overhear.ts';
import type { ContactBook, ReadKeys } from '../receiving/contact-book.ts';
import type { GroupDirectory } from '../receiving/group-directory.ts';
import { personIds } from '../receiving/identity.ts';
import { pairsInGroup } from './group-pairs.ts';
import { idPair } from './id-pair.ts';
import { RemovedContacts } from './removed-contacts.ts';
import { pairsInGroupNode, pairsOnStanza } from './stanza-pairs.ts';

/** Who learns from a socket. */
export interface PeopleListening {
  contacts: ContactBook;
  groups: GroupDirectory;
  read: ReadKeys;
  /** Called when something may be new: gets it stored, and told to the core. */
  onLearned: () => void;
  /** Takes care of work whose failure must end the connection. */
  keep: (work: Promise<void>) => void;
}

/**
 * Learns who people and groups are from everything that the socket says of them, at the moment when it says so. What
 * Baileys stores itself is learned in `learningRepository`. To be called before the socket has received anything.
 */
export function listenForPeople({ ws, ev }: WASocket, listening: PeopleListening): void {
  const { contacts, groups, read, onLearned, keep } = listening;
  const removed = new RemovedContacts(read);
  /** The address book is read in the order in which it comes, also while it is found out who was removed. */
  let reading: Promise<void> | null = null;

  const learnContacts = (found: readonly Partial<Contact>[]) => {
    contacts.learnContacts(
      found.map((contact) => (removed.has(contact.id ?? '') ? { ...contact, name: '' } : contact)),
    );
    onLearned();
  };
  const inOrder = (found: readonly Partial<Contact>[]) => {
    if (reading) keep(reading.then(() => learnContacts(found)));
    else learnContacts(found);
  };
  const learnGroups = (found: BaileysEventMap['groups.update'] | BaileysEventMap['groups.upsert']) => {
    contacts.learnPairs(found.flatMap(pairsInGroup));
    keep(groups.learn(found));
    onLearned();
  };

  ws.prependListener('CB:message', (stanza: BinaryNode) => {
    const { participant, from, notify } = stanza.attrs;
    contacts.learnPairs(pairsOnStanza(stanza));
    if (notify) contacts.learnPushName(personIds([participant ?? from]), notify);
    onLearned();
  });
  ws.on('CB:notification,type:w:gp2', (notice: BinaryNode) => {
    contacts.learnPairs([...pairsOnStanza(notice), ...pairsInGroupNode(notice)]);
    onLearned();
  });
  ws.on('CB:iq,,sync', (answer: BinaryNode) => {
    const before = reading ?? Promise.resolve();
    const now = before
      .then(() => removed.take(answer))
      .then((ids) => {
        contacts.forgetSavedNames(ids);
        onLearned();
        if (reading === now) reading = null;
      });
    reading = now;
    keep(now);
  });
  overhear(ev, {
    'contacts.upsert': inOrder,
    'contacts.update': inOrder,
    'messaging-history.set': ({ lidPnMappings = [] }) => {
      contacts.learnPairs(lidPnMappings.map(({ lid, pn }) => idPair(lid, pn)));
      onLearned();
    },
    'groups.upsert': learnGroups,
    'groups.update': learnGroups,
    'group-participants.update': ({ id }) => groups.forgetMembers(id),
  });
}
