import type {
  Decision,
  MessageState,
  NewMessage,
  PartUpdate,
  Settlement,
  Store,
  StoredMessage,
} from '../contracts/store.ts';

/** A message that was recorded, and every state that it has been in. */
export interface ObservedMessage {
  stored: StoredMessage;
  states: MessageState[];
  /** Contact and id under which it left the queue; a merge may have changed both since. */
  leftAs?: string;
}

/** What was written to a store, in order. */
export interface Observations {
  messages: ObservedMessage[];
  /** What was recorded in two chats that became one, and is left in the other. */
  twins: ObservedMessage[];
  decisions: Decision[];
  /** How parts fared last, by their message id. */
  parts: Map<string, PartUpdate['part']>;
}

/** A store that does as the given one does, and what was written to it. */
export function observed(store: Store): { store: Store; observations: Observations } {
  const observations: Observations = { messages: [], twins: [], decisions: [], parts: new Map() };
  const messages = afterCalls(store.messages, {
    accept: ([, given], recorded) => noteAccepted(observations, given, recorded),
    merge: ([, from, { identifier: into }]) => noteMerged(observations, from, into),
    revise: (_, revised) => {
      for (const message of revised) if (message !== null) noteRevised(observations, message);
    },
    settle: ([, settlements]) => {
      for (const settlement of settlements) noteSettled(observations, settlement);
    },
  });
  const plans = new Map<string, { correspondentId: string; messageIds: readonly number[] }>();
  const turns = afterCalls(store.turns, {
    plan: ([, planned]) => {
      for (const turn of planned) plans.set(turn.turnId, turn);
    },
    decide: ([, decisions]) => {
      for (const decision of decisions) noteDecided(observations, decision);
    },
    advance: ([, updates]) => {
      for (const update of updates) noteAdvanced(observations, update);
    },
    park: ([, turnId, reason]) => {
      const { correspondentId, messageIds: ids } = plans.get(turnId) ?? {
        correspondentId: '',
        messageIds: [],
      };
      noteSettled(observations, { correspondentId, ids, state: 'parked', reason });
    },
  });
  const parts: Partial<Store> = { messages, turns };
  const whole = new Proxy(store, {
    get(target, key: keyof Store) {
      const value = parts[key] ?? target[key];
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  return { store: whole, observations };
}

/** What to do with the arguments and the result of a call that succeeded. */
type Observers<Target> = {
  [Name in keyof Target]?: Target[Name] extends (...args: infer Arguments) => Promise<infer Result>
    ? (args: Arguments, result: Result) => void
    : never;
};

function afterCalls<Target extends object>(target: Target, observers: Observers<Target>): Target {
  return new Proxy(target, {
    get(_, key: string) {
      const method = target[key as keyof Target];
      if (typeof method !== 'function') return method;
      const observe = observers[key as keyof Target] as
        | ((args: unknown, result: unknown) => void)
        | undefined;
      if (observe === undefined) return method.bind(target);
      return async (...args: unknown[]) => {
        const result: unknown = await method.apply(target, args);
        observe(args, result);
        return result;
      };
    },
  });
}

function noteAccepted(
  { messages }: Observations,
  given: readonly NewMessage[],
  recorded: readonly (StoredMessage | null)[],
): void {
  for (const [index, stored] of recorded.entries()) {
    if (stored === null) continue;
    const historyRow = messages.findIndex(({ stored: known }) => takesThePlaceOf(stored, known));
    if (historyRow >= 0 && given[index]?.origin !== 'history') messages.splice(historyRow, 1);
    messages.push({ stored, states: [stored.state] });
  }
}

/** Messages of a chat that became another: they come last there, and one of each that both have is left. */
function noteMerged(observations: Observations, from: string, into: string): void {
  const { messages, twins } = observations;
  const moved = messages.filter(({ stored }) => stored.correspondentId === from);
  if (moved.length === 0 || from === into) return;
  const ids = [...messages, ...twins].map(({ stored }) => (stored.correspondentId === into ? stored.id : 0));
  const raise = Math.max(0, ...ids.map((id) => id ?? 0));
  for (const { stored } of moved) {
    stored.correspondentId = into;
    if (stored.id !== null) stored.id += raise;
  }
  observations.messages = [...messages.filter((message) => !moved.includes(message)), ...moved];
  for (const their of moved) {
    const our = messages.find(
      (message) => !moved.includes(message) && keyOf(message.stored) === keyOf(their.stored),
    );
    if (our === undefined) continue;
    const twin = rankOf(our) >= rankOf(their) ? their : our;
    observations.messages = observations.messages.filter((message) => message !== twin);
    if (twin.stored.origin !== 'history') twins.push(twin);
  }
}

/** Which of two records of a message is left. */
function rankOf(message: ObservedMessage): number {
  if (message.stored.origin === 'history') return 0;
  if (isQueued(message)) return 1;
  return ['answered', 'skipped', 'said'].includes(stateOf(message)) ? 3 : 2;
}

/** What was known from synced history only is known by its delivery from then on. */
function takesThePlaceOf(stored: StoredMessage, known: StoredMessage): boolean {
  return known.origin === 'history' && keyOf(stored) === keyOf(known);
}

/** What makes a message the same message: chat, sender in groups, id of the platform. */
export function keyOf({ correspondentId, group, sender, providerMessageId }: StoredMessage): string {
  return JSON.stringify([correspondentId, group === null ? '' : sender.identifier, providerMessageId]);
}

function noteSettled({ messages }: Observations, { correspondentId, ids, state }: Settlement): void {
  for (const message of messages) {
    const { stored, states } = message;
    if (stored.correspondentId !== correspondentId || stored.id === null) continue;
    if (!ids.includes(stored.id) || !isQueued(message)) continue;
    states.push(state);
    message.leftAs = `${correspondentId} ${stored.id}`;
  }
}

/** Edits change what a message says, deletions also where it is. */
function noteRevised({ messages }: Observations, revised: StoredMessage): void {
  const message = messages.find(({ stored }) => keyOf(stored) === keyOf(revised));
  if (message === undefined) return;
  message.stored.content = revised.content;
  if (stateOf(message) !== revised.state) message.states.push(revised.state);
}

function noteDecided(observations: Observations, decision: Decision): void {
  const { correspondentId, messageIds: ids, reason } = decision;
  observations.decisions.push(decision);
  noteSettled(observations, { correspondentId, ids, state: 'answered', reason });
}

function noteAdvanced({ messages, parts }: Observations, { part, said }: PartUpdate): void {
  parts.set(part.messageId, part);
  if (said === undefined) return;
  const { chat, ...rest } = said;
  messages.push({
    stored: { ...rest, id: null, group: null, correspondentId: chat.identifier },
    states: ['said'],
  });
}

/** The state that a message is in now. */
export function stateOf({ states }: ObservedMessage): MessageState {
  return states.at(-1) as MessageState;
}

/** Whether a message is in the queue now. */
export function isQueued(message: ObservedMessage): boolean {
  return ['waiting', 'collected'].includes(stateOf(message));
}
