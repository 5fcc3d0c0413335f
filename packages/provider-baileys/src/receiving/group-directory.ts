import type { Clock } from '@chat-imposter/core';
import type { GroupMetadata } from '@whiskeysockets/baileys';
import { within } from '../connection/within.ts';
import type { SavedNames } from './saved-names.ts';

/** How long the members of a group are taken as known when a message is sent to it. */
const FRESH_MS = 5 * 60_000;
/** How long a message of an unknown group waits for its subject. */
const PATIENCE_MS = 1_000;
const MOST_GROUPS = 100;

/** Asks the platform for one group. */
export type FetchGroup = (groupId: string) => Promise<GroupMetadata>;

/** Knows the groups of an account: their subjects, durably, and for a while who is in them. */
export class GroupDirectory {
  readonly #subjects: SavedNames;
  readonly #clock: Clock;
  readonly #groups = new Map<string, { group: GroupMetadata; until: number }>();
  #refreshedAt = Number.NEGATIVE_INFINITY;
  readonly #asking = new Map<string, Promise<GroupMetadata | undefined>>();

  constructor(subjects: SavedNames, clock: Clock) {
    this.#subjects = subjects;
    this.#clock = clock;
  }

  /**
   * The subject of a group. One that is not known is asked for, and the message waits a second for it at most:
   * undefined then, and when the platform does not tell. Never rejects.
   */
  async subject(groupId: string, fetch: FetchGroup): Promise<string | undefined> {
    const known = this.knownSubject(groupId);
    if (known !== undefined) return known;
    await within(this.#clock, PATIENCE_MS, this.#ask(groupId, fetch));
    return this.knownSubject(groupId);
  }

  /** The subject of a group as far as it is known now. */
  knownSubject(groupId: string): string | undefined {
    return this.#subjects.nameOf([groupId]);
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
    await this.#subjects.learn(
      groups.flatMap(({ id, subject }) => (id && subject ? [[id, subject] as const] : [])),
    );
  }

  /**
   * Asks for all groups, unless it was done within the last five minutes; the answer comes through {@link learn}.
   * Rejects when the platform does not tell.
   */
  async refresh(fetchAll: () => Promise<unknown>): Promise<void> {
    if (this.#clock.now() < this.#refreshedAt + FRESH_MS) return;
    this.#refreshedAt = this.#clock.now();
    await fetchAll();
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
