import { randomInt } from 'node:crypto';
import type { BinaryNode } from '@whiskeysockets/baileys';
import type { Addressing, IdStyle } from './addressing.ts';
import { newMessageId } from './chat.ts';
import {
  createdNode,
  type GroupFacts,
  type Member,
  membersNode,
  noticeStanza,
  subjectNode,
} from './group-nodes.ts';
import type { LinkedDevice } from './linked-device.ts';
import type { Person } from './person.ts';

/** What a group begins with. */
export interface NewGroup {
  subject: string;
  /** Who is in it; the first one created it and is its administrator. */
  members: readonly [Person, ...Person[]];
  /** Under which of their ids the members are shown. @default 'lid', as in every group of today */
  addressing?: Addressing;
  /** The digits before `@g.us`. @default fresh ones */
  id?: string;
}

/** Who changes a group. */
interface GroupChange {
  /** @default the first administrator, or else the first member */
  by?: Person;
}

/** A group of people; their linked devices are told of every change. */
export class Group {
  /** `120363000000000001@g.us`. */
  readonly id: string;
  readonly addressing: Addressing;
  /**
   * Whether stanzas say the other id of each member too: the phone number beside a LID. Without it a client has
   * to find out who is who by itself.
   */
  tellsOtherId = true;
  readonly #createdAt = Date.now();
  readonly #members = new Map<Person, { isAdmin: boolean }>();
  #subject: string;
  #subjectSince = Date.now();
  #subjectBy: Person;

  constructor({ subject, members, addressing = 'lid', id = newGroupId() }: NewGroup) {
    this.id = `${id}@g.us`;
    this.addressing = addressing;
    this.#subject = subject;
    this.#subjectBy = members[0];
    for (const member of members) this.#members.set(member, { isAdmin: member === members[0] });
  }

  /** What the group is called now. */
  get subject(): string {
    return this.#subject;
  }

  /** Who is in the group now, in the order in which they came. */
  get members(): readonly Person[] {
    return [...this.#members.keys()];
  }

  /** Whether somebody is in the group now. */
  has(person: Person): boolean {
    return this.#members.has(person);
  }

  /** How ids are written in this group. @internal */
  get style(): IdStyle {
    return { addressing: this.addressing, tellsOtherId: this.tellsOtherId };
  }

  /** What a client may know of the group. @internal */
  get facts(): GroupFacts {
    return {
      id: this.id,
      subject: this.#subject,
      subjectSince: this.#subjectSince,
      subjectBy: this.#subjectBy.identity,
      createdAt: this.#createdAt,
      style: this.style,
      members: this.#membersOf(this.members),
    };
  }

  /** Tells the linked devices of all members that there is this group. @internal */
  announce(): void {
    this.#notify(this.members, createdNode(this.facts), this.#admin);
  }

  /** Changes the subject. */
  rename(subject: string, { by = this.#admin }: GroupChange = {}): void {
    this.#subject = subject;
    this.#subjectSince = Date.now();
    this.#subjectBy = by;
    this.#notify(this.members, subjectNode(this.facts), by);
  }

  /** Adds somebody, who can read what is written from now on. */
  add(person: Person, { by = this.#admin }: GroupChange = {}): void {
    this.#members.set(person, { isAdmin: false });
    this.#notify(this.members, membersNode('add', this.#membersOf([person]), this.style), by);
  }

  /** Removes somebody, or lets them leave when they do it themselves; the others write with new keys. */
  remove(person: Person, { by = this.#admin }: GroupChange = {}): void {
    const [told, removed] = [this.members, this.#membersOf([person])];
    this.#members.delete(person);
    for (const member of told) member.groupKeys.renew(this.id);
    this.#notify(told, membersNode('remove', removed, this.style), by);
  }

  /** Makes somebody an administrator. */
  promote(person: Person, { by = this.#admin }: GroupChange = {}): void {
    this.#members.set(person, { isAdmin: true });
    this.#notify(this.members, membersNode('promote', this.#membersOf([person]), this.style), by);
  }

  /** The linked devices of all members. @internal */
  get devices(): LinkedDevice[] {
    return this.members.flatMap((member) => [...member.devices.values()]);
  }

  get #admin(): Person {
    const admin = this.members.find((member) => this.#members.get(member)?.isAdmin);
    return admin ?? this.members[0] ?? this.#subjectBy;
  }

  #membersOf(people: readonly Person[]): Member[] {
    return people.map((person) => ({
      identity: person.identity,
      isAdmin: this.#members.get(person)?.isAdmin ?? false,
    }));
  }

  #notify(people: readonly Person[], change: BinaryNode, by: Person): void {
    const origin = { group: this.id, by: by.identity, style: this.style };
    for (const { devices } of people) {
      for (const device of devices.values()) device.deliver(noticeStanza(origin, newMessageId(), change));
    }
  }
}

function newGroupId(): string {
  return `1203630${String(randomInt(1e11)).padStart(11, '0')}`;
}
