import { isSameSender, type PeriodMessage, partyToJson, type TrackedMessage } from '@chat-imposter/core';
import { ObjectId } from 'mongodb';
import { type FactsParts, inPieces } from './facts.ts';
import { partyFromJson } from './message-document.ts';
import type { TrackedDocument } from './tracking-document.ts';

/** The messages of tracked groups that a batch is about. */
export class TrackedMessageFacts {
  readonly #parts: FactsParts;
  /** By group and id of the platform. */
  readonly #known = new Map<string, Pick<TrackedDocument, 'sender'>[]>();
  /** Where the last message stands that this batch adds, by group. */
  readonly #lastPlaces = new Map<string, number>();

  constructor(parts: FactsParts) {
    this.#parts = parts;
  }

  /** Reads what is known of these ids of the platform in a group. */
  async load(groupId: string, messages: readonly TrackedMessage[]): Promise<void> {
    const ids = messages.flatMap(({ providerMessageId }) => providerMessageId ?? []);
    const unknown = [...new Set(ids)].filter((id) => !this.#known.has(keyOf(groupId, id)));
    const { connection, userId: user_id } = this.#parts;
    const projection = { provider_message_id: 1, sender: 1 } as const;
    const queries = inPieces(unknown).map((piece) => {
      const filter = { user_id, group_id: groupId, provider_message_id: { $in: piece } };
      return connection.find<TrackedDocument>('tracked_messages', filter, { projection });
    });
    const found = (await Promise.all(queries)).flat();
    for (const id of unknown) this.#known.set(keyOf(groupId, id), []);
    for (const each of found) this.#known.get(keyOf(groupId, each.provider_message_id as string))?.push(each);
  }

  /** Whether a message, whose id was loaded, came before. */
  isKnown(groupId: string, { providerMessageId, sender }: TrackedMessage): boolean {
    if (providerMessageId === null) return false;
    const known = this.#known.get(keyOf(groupId, providerMessageId)) ?? [];
    return known.some((each) => isSameSender(partyFromJson(each.sender), sender));
  }

  /** Puts a message where it stands, behind those of the same time. */
  add(groupId: string, { place, time }: { place: number; time: number }, message: PeriodMessage): void {
    const { userId: user_id, changes } = this.#parts;
    const { sender, content, acceptedTime, originatingTime, providerMessageId, isLate } = message;
    const document: TrackedDocument = {
      _id: new ObjectId(),
      user_id,
      group_id: groupId,
      place,
      time,
      sequence: changes.nextNumber(),
      sender: partyToJson(sender),
      message: content,
      accepted_time: acceptedTime,
      originating_time: originatingTime,
      provider_message_id: providerMessageId,
      late: isLate,
    };
    changes.put('tracked_messages', document);
    this.#lastPlaces.set(groupId, Math.max(this.#lastPlaces.get(groupId) ?? place, place));
    if (providerMessageId !== null) this.#known.get(keyOf(groupId, providerMessageId))?.push(document);
  }

  /** Where the last message of a group stands; -Infinity when there is none. */
  async lastPlace(groupId: string): Promise<number> {
    const { connection, userId: user_id } = this.#parts;
    const last = await connection.findOne<TrackedDocument>(
      'tracked_messages',
      { user_id, group_id: groupId, place: { $gte: Number.NEGATIVE_INFINITY } },
      { sort: { user_id: -1, group_id: -1, place: -1, time: -1, sequence: -1 }, projection: { place: 1 } },
    );
    return Math.max(
      last?.place ?? Number.NEGATIVE_INFINITY,
      this.#lastPlaces.get(groupId) ?? Number.NEGATIVE_INFINITY,
    );
  }
}

function keyOf(groupId: string, providerMessageId: string): string {
  return JSON.stringify([groupId, providerMessageId]);
}
