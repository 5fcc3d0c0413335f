import type { Clock, Identity } from '@chat-imposter/core';
import type { GroupMetadata } from '@whiskeysockets/baileys';
import { within } from '../connection/within.ts';
import type { GroupSubjects } from '../people/group-subjects.ts';
import type { Introduction } from '../people/introductions.ts';

/** How long the members of a group are taken as known when a message is sent to it. */
const FRESH_MS = 5 * 60_000;
/** How long a message of an unknown group waits for its subject. */
const PATIENCE_MS = 1_000;
const MOST_GROUPS = 100;

/** Asks the platform for one group. */
export type FetchGroup = (groupId: string) => Promise<GroupMetadata>;

/** Knows the groups of an account: their subjects, durably, and for a while who is in them. */
export class GroupDirectory {
  readonly #subjects: GroupSubjects;
  readonly #clock: Clock;
  readonly #groups = new Map<string, { group: GroupMetadata; until: number }>();
  #refreshedAt = Number.NEGATIVE_INFINITY;
  readonly #asking = new Map<string, Promise<GroupMetadata | undefined>>();
  /** Ids of the groups whose subject the core has not been told. */
  readonly #untold = new Set<string>();

  constructor(subjects: GroupSubjects, clock: Clock) {
    this.#subjects = subjects;
    this.#clock = clock;
  }

  /**
   * The subject of a group. One that is not known is asked for, and the message waits a second for it at most:
   * undefined then, and when the platform does not tell. Never rejects.
   */
  async subject(groupId: string, fetch: FetchGroup): Promise<string | undefined> {
    const known = this.#subjects.of(groupId);
    if (known !== undefined) return known;
    await within(this.#clock, PATIENCE_MS, this.#ask(groupId, fetch));
    return this.#subjects.of(groupId);
  }

  /** The group with its members, at most five minutes old; undefined when the platform does not tell. Never rejects. */
  async members(groupId: string, fetch: FetchGroup): Promise<GroupMetadata | undefined> {
    const entry = this.#groups.get(groupId);
    if (entry && entry.until > this.#clock.now()) return entry.group;
    return this.#ask(groupId, fetch);
  }

  /** Like {@link members}, but undefined too when the platform takes longer than a second. */
  async membersSoon(groupId: string, fetch: FetchGroup): Promise<GroupMetadata | undefined> {
    const asking = this.members(groupId, fetch);
    return (await within(this.#clock, PATIENCE_MS, asking)) ? asking : undefined;
  }

  /** Takes over what the platform says of groups. Resolves when the subjects are durable. */
  async learn(groups: readonly Partial<GroupMetadata>[]): Promise<void> {
    for (const { id } of groups) this.forgetMembers(id ?? '');
    const named = groups.flatMap(({ id, subject }) => (id && subject ? [[id, subject] as const] : []));
    for (const [id, subject] of named) if (this.#subjects.of(id) !== subject) this.#untold.add(id);
    await this.#subjects.learn(named);
  }

  /** The group as it is known now. */
  identityOf(groupId: string): Identity {
    const savedName = this.#subjects.of(groupId);
    const group: Identity = { identifier: groupId, alternateIdentifiers: [] };
    return savedName === undefined ? group : { ...group, savedName };
  }

  /** Some of the groups whose new subject the core does not know; null when there are none. */
  untold(limit: number): Introduction | null {
    if (this.#untold.size === 0) return null;
    const identities = [...this.#untold].slice(0, limit).map((id) => this.identityOf(id));
    return {
      identities,
      told: () => {
        for (const told of identities) {
          if (this.#subjects.of(told.identifier) === told.savedName) this.#untold.delete(told.identifier);
        }
      },
    };
  }

  /**
   * Asks for all groups, unless it was done within the last five minutes; the answer comes through {@link learn}.
   * Rejects when the platform does not tell.
   */
  async refresh(fetchAll: () => Promise<unknown>): Promise<void> {
    const before = this.#refreshedAt;
    if (this.#clock.now() < before + FRESH_MS) return;
    this.#refreshedAt = this.#clock.now();
    try {
      await fetchAll();
    } catch (error) {
      this.#refreshedAt = before;
      throw error;
    }
  }

  /** Says that the members of a group may have changed. */
  forgetMembers(groupId: string): void {
    this.#groups.delete(groupId);
  }

  #ask(groupId: string, fetch: FetchGroup): Promise<GroupMetadata | undefined> {
    const running = this.#asking.get(groupId);
    if (running) return running;
    const asking = this.#fetch(groupId, fetch)
      .catch(() => undefined)
      .finally(() => this.#asking.delete(groupId));
    this.#asking.set(groupId, asking);
    return asking;
  }

  async #fetch(groupId: string, fetch: FetchGroup): Promise<GroupMetadata> {
    const group = await fetch(groupId);
    await this.learn([group]);
    const [oldest] = this.#groups.keys();
    if (oldest !== undefined && this.#groups.size >= MOST_GROUPS) this.#groups.delete(oldest);
    this.#groups.set(groupId, { group, until: this.#clock.now() + FRESH_MS });
    return group;
  }
}
