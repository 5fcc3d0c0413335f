import type { MakeSignalRepository } from '../receiving/durable-signal-repository.ts';
import { personId } from '../receiving/identity.ts';
import { type IdPair, idPairs } from './id-pair.ts';

/** What {@link learningRepository} asks and tells. */
export interface PairHooks {
  /** The ids of the account itself, in canonical form. */
  ownIds: () => readonly string[];
  /** Told of the pairs of ids that Baileys is about to store. */
  learn: (pairs: readonly IdPair[]) => void;
}

/**
 * A signal repository from which we learn every pair of ids that Baileys learned itself: from messages, answers about
 * devices, histories, and the notices of the server and the phone.
 *
 * Baileys may pair the owner with whom the owner wrote to, and then moves the Signal session of one to the other
 * (`storeMappingFromEnvelope` in Utils/decode-wa-message.js, `handleMessage` in Socket/messages-recv.js). Neither is
 * done here: an account is paired with itself only.
 */
export function learningRepository(
  make: MakeSignalRepository,
  { ownIds, learn }: PairHooks,
): MakeSignalRepository {
  const isSound = (...ids: readonly string[]) => {
    const own = ownIds();
    const isOwn = ids.map((id) => own.includes(personId(id) ?? ''));
    return isOwn.every(Boolean) || !isOwn.some(Boolean);
  };
  return (auth, logger, pnToLid) => {
    const repository = make(auth, logger, pnToLid);
    const { lidMapping } = repository;
    const store = lidMapping.storeLIDPNMappings.bind(lidMapping);
    lidMapping.storeLIDPNMappings = async (pairs) => {
      const sound = pairs.filter(({ lid, pn }) => isSound(lid, pn));
      learn(idPairs(...sound.map(({ lid, pn }) => [lid, pn])));
      await store(sound);
    };
    return {
      ...repository,
      migrateSession: async (from, to) =>
        isSound(from, to) ? repository.migrateSession(from, to) : { migrated: 0, skipped: 0, total: 0 },
    };
  };
}
