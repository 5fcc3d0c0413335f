import { type Clock, type Random, systemRandom } from '@chat-imposter/core';
import { createFakeClock, createSeededRandom } from '@chat-imposter/testing';
import { describe, expect, it } from 'vitest';
import { LoginGate } from './login-gate.ts';
import { Reconnection } from './reconnection.ts';

const BOTS = 200;
const OUTAGE_MS = 60_000;
const HANDSHAKE_MS = 300;
const ALL_UP_MS = 300_000;

/** What the connections of the bots meet; how long one takes to fail depends on the kind of outage. */
interface Network {
  isDown: boolean;
  readonly failingMs: number;
  readonly logins: number[];
}

/** What a session does when its connection ends, without the connection. */
class StandIn {
  isOpen = false;
  readonly #clock: Clock;
  readonly #gate: LoginGate;
  readonly #network: Network;
  readonly #reconnection: Reconnection;

  constructor(clock: Clock, random: Random, gate: LoginGate, network: Network) {
    this.#clock = clock;
    this.#gate = gate;
    this.#network = network;
    this.#reconnection = new Reconnection(clock, random);
  }

  login(): void {
    const { isDown, failingMs, logins } = this.#network;
    logins.push(this.#clock.now());
    if (isDown) this.#clock.after(failingMs, () => this.ends());
    else this.#clock.after(HANDSHAKE_MS, () => this.#opens());
  }

  ends(): void {
    this.isOpen = false;
    const { delayMs } = this.#reconnection.ended({ kind: 'platform', statusCode: 428, message: '' });
    this.#clock.after(delayMs, () => this.#gate.enter(this.#clock, () => this.login()));
  }

  #opens(): void {
    this.isOpen = true;
    this.#reconnection.opened();
  }
}

describe('an outage of a minute for two hundred bots', () => {
  it.each([
    ['refuses connections', 5],
    ['lets connections run into the time limit', 20_000],
  ])(
    'is followed by at most ten logins a second when it %s, and all are up within five minutes',
    async (_how, failingMs) => {
      const seed = Number.parseInt(systemRandom.hex(4), 16);
      const random = createSeededRandom(seed);
      const clock = createFakeClock();
      const gate = new LoginGate(10);
      const network: Network = { isDown: false, failingMs, logins: [] };
      const bots = Array.from({ length: BOTS }, () => new StandIn(clock, random, gate, network));
      for (const bot of bots) bot.login();
      await clock.advance(HANDSHAKE_MS + 120_000);
      expect(bots.every(({ isOpen }) => isOpen)).toBe(true);

      network.logins.length = 0;
      network.isDown = true;
      for (const bot of bots) bot.ends();
      await clock.advance(OUTAGE_MS);
      network.isDown = false;
      const back = clock.now();
      while (!bots.every(({ isOpen }) => isOpen) && clock.now() < back + ALL_UP_MS)
        await clock.advance(1_000);

      const { logins } = network;
      const fullest = Math.max(
        ...logins.map((from) => logins.filter((time) => time >= from && time < from + 1_000).length),
      );
      expect(fullest, `seed ${seed}`).toBeLessThanOrEqual(10);
      expect(bots.filter(({ isOpen }) => !isOpen).length, `seed ${seed}`).toBe(0);
    },
  );
});
