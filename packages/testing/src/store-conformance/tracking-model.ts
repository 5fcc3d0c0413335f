import type { PeriodQuery, TrackedGroup, TrackedMessage } from '@chat-imposter/core';

const DAY_MS = 24 * 60 * 60 * 1_000;

interface ModelMessage {
  message: TrackedMessage;
  time: number;
  isLate: boolean;
}

/** A window and what is in it. */
interface ModelWindow {
  serial: number;
  start: number;
  /** Infinity while it is open. */
  end: number;
  createdTime: number;
  digest: string | null;
  messages: ModelMessage[];
}

interface ModelGroup {
  tracked: TrackedGroup;
  /** Oldest first; an open one is the last. */
  windows: ModelWindow[];
}

/** A period of the model, as a store should give it; `serial` in the place of its id. */
type ModelPeriod = Omit<ModelWindow, 'messages'> & { messages: (TrackedMessage & { isLate: boolean })[] };

/** The tracking of one bot as lists of windows with the messages in them: too slow to use, too simple to be wrong. */
export class TrackingModel {
  readonly #groups = new Map<string, ModelGroup>();
  #serial = 0;

  groups(): object[] {
    return [...this.#groups.keys()].sort().flatMap((groupId) => {
      const { tracked, windows } = this.#groups.get(groupId) as ModelGroup;
      const newest = windows.at(-1);
      if (!newest) return [];
      const isTracked = isOpen(newest);
      const { group, schedule } = tracked;
      return [{ group, schedule, isTracked, windowStart: isTracked ? newest.start : newest.end }];
    });
  }

  track(groups: readonly (TrackedGroup & { windowStart: number })[], now: number): void {
    for (const [groupId, { windows }] of this.#groups) {
      const open = windows.find(isOpen);
      if (!open || groups.some(({ group }) => group.identifier === groupId)) continue;
      if (open.messages.length > 0) Object.assign(open, { end: lastEndOf(open, now), createdTime: now });
      else windows.pop();
    }
    for (const { windowStart, ...tracked } of groups) {
      const known = this.#groups.get(tracked.group.identifier);
      const windows = known?.windows ?? [];
      this.#groups.set(tracked.group.identifier, { tracked, windows });
      if (!windows.some(isOpen))
        windows.push(this.#open(Math.max(windowStart, windows.at(-1)?.end ?? windowStart)));
    }
  }

  record(groupId: string, messages: readonly TrackedMessage[]): void {
    for (const message of messages) {
      const windows = this.#windowsOf(groupId);
      if (
        !windows.some(isOpen) ||
        windows.some((window) => window.messages.some((known) => isSame(known.message, message)))
      )
        continue;
      const time = Math.min(message.originatingTime ?? message.acceptedTime, message.acceptedTime + DAY_MS);
      const window =
        windows.find(({ start, end }) => time > start && time <= end) ??
        windows.find(({ end }) => end >= time);
      window?.messages.push({ message, time, isLate: !isOpen(window) });
    }
  }

  cut(groupId: string, ends: readonly number[], createdTime: number): void {
    const windows = this.#windowsOf(groupId);
    for (const end of ends) {
      const open = windows.find(isOpen);
      if (!open || end <= open.start) continue;
      const next = this.#open(end);
      next.messages = open.messages.filter(({ time }) => time > end);
      open.messages = open.messages.filter(({ time }) => time <= end);
      Object.assign(open, { end, createdTime });
      windows.push(next);
    }
  }

  setDigest(groupId: string, end: number, digest: string): void {
    for (const window of this.#windowsOf(groupId)) if (window.end === end) window.digest = digest;
  }

  /** Newest first. */
  periods(
    groupId: string,
    { from = -1e9 * DAY_MS, until = 1e9 * DAY_MS, last = 0 }: PeriodQuery,
  ): ModelPeriod[] {
    const meant = this.#windowsOf(groupId)
      .filter((window) => !isOpen(window) && window.start > from && window.end < until)
      .map((window) => ({ ...window, messages: inOrder(window.messages) }))
      .reverse();
    return last === 0 ? meant : meant.slice(0, last);
  }

  deletePeriods(groupId: string, query: PeriodQuery): number {
    const deleted = new Set(this.periods(groupId, query).map(({ serial }) => serial));
    const windows = this.#windowsOf(groupId);
    const left = windows.filter(({ serial }) => !deleted.has(serial));
    windows.splice(0, windows.length, ...left);
    return deleted.size;
  }

  #windowsOf(groupId: string): ModelWindow[] {
    return this.#groups.get(groupId)?.windows ?? [];
  }

  #open(start: number): ModelWindow {
    this.#serial += 1;
    const end = Number.POSITIVE_INFINITY;
    return { serial: this.#serial, start, end, createdTime: 0, digest: null, messages: [] };
  }
}

/** Where a window ends that is not cut by a tick: at a whole millisecond at the earliest, with all that it holds. */
function lastEndOf({ start, messages }: ModelWindow, now: number): number {
  return Math.max(
    now,
    ...messages.map(({ time }) => (time > start ? Math.ceil(time) : Math.floor(start) + 1)),
  );
}

function isOpen({ end }: ModelWindow): boolean {
  return end === Number.POSITIVE_INFINITY;
}

function isSame(left: TrackedMessage, right: TrackedMessage): boolean {
  if (left.providerMessageId === null || left.providerMessageId !== right.providerMessageId) return false;
  const ids = ({ sender }: TrackedMessage) => [sender.identifier, ...sender.alternateIdentifiers];
  return ids(left).some((id) => ids(right).includes(id));
}

/** Sorting is stable: those of one time stay as they were recorded. */
function inOrder(messages: readonly ModelMessage[]): ModelPeriod['messages'] {
  return [...messages]
    .sort((left, right) => left.time - right.time)
    .map(({ message, isLate }) => ({ ...message, isLate }));
}
