import { Gate } from './gate.ts';
import type { LlmServerRequest } from './llm-request.ts';

/** Which requests a scripted behaviour is for. */
export interface ScriptOptions {
  /** How many requests it is for; `Infinity` for all until it is released. Default 1. */
  times?: number;
  /** Only requests for which this is true; others are not counted. Default: every request. */
  when?: (request: LlmServerRequest) => boolean;
}

/** A behaviour that was scripted. */
export interface Scripted {
  /** Ends it: what is left of it is dropped, and requests that hang in it are answered as usual. */
  release(): void;
}

interface Entry<Behaviour> {
  behaviour: Behaviour;
  when: (request: LlmServerRequest) => boolean;
  left: number;
  gate: Gate;
}

/** What comes next: behaviours in the order in which they were scripted. */
export class Script<Behaviour> {
  readonly #entries = new Set<Entry<Behaviour>>();

  add(behaviour: Behaviour, { times = 1, when = () => true }: ScriptOptions): Scripted {
    const entry = { behaviour, when, left: times, gate: new Gate() };
    if (times > 0) this.#entries.add(entry);
    return {
      release: () => {
        this.#entries.delete(entry);
        entry.gate.release();
      },
    };
  }

  /** Takes the behaviour for a request; null when none is scripted for it. `gate` opens when it is released. */
  take(request: LlmServerRequest): { behaviour: Behaviour; gate: Gate } | null {
    const entry = [...this.#entries].find(({ when }) => when(request));
    if (entry === undefined) return null;
    entry.left--;
    if (entry.left <= 0) this.#entries.delete(entry);
    return { behaviour: entry.behaviour, gate: entry.gate };
  }
}
