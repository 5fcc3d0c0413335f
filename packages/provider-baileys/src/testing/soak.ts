import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createBaileysProvider } from '../index.ts';
import { countEmitters, takeCensus } from './census.ts';
import { judge, type Sample, type Trend, WARM_UP } from './soak/judge.ts';
import type { FromWhatsApp, ToWhatsApp } from './soak/protocol.ts';
import { SoakBot } from './soak/soak-bot.ts';

/*
 * The soak run: for `--minutes` (default 10), contacts write `--rate` messages a second (default 50) to `--bots` bots
 * (default 1) in this process, and every `--cut` seconds (default 5) one of them, in turn, loses its connection. Prints
 * one line of JSON, and ends with 1 when the heap, listeners or descriptors have grown (`--growth`: percent that the
 * heap may, default 5), or when a message was lost. Wants `--expose-gc`.
 */
const MEGABYTE = 1024 * 1024;

const { values } = parseArgs({
  args: process.argv.slice(2).filter((argument) => argument !== '--'),
  options: {
    minutes: { type: 'string', default: '10' },
    rate: { type: 'string', default: '50' },
    bots: { type: 'string', default: '1' },
    cut: { type: 'string', default: '5' },
    growth: { type: 'string', default: '5' },
  },
});
const count = Number(values.bots);
const minutes = Number(values.minutes);
const sampleCount = Math.max(6, Math.min(40, Math.round(minutes * 4)));
/** A socket whose login uploaded keys is kept by Baileys for half a minute; before that, the number says nothing. */
const countsEmitters = minutes * WARM_UP >= 0.5;
const whatsapp = fork(fileURLToPath(new URL('soak/whatsapp-process.ts', import.meta.url)), [values.bots]);

whatsapp.once('exit', () => {
  console.error('The process of WhatsApp has ended.');
  process.exit(1);
});
const say = (message: ToWhatsApp) => void whatsapp.send(message);
const { url } = await hear(whatsapp, 'listening');

const provider = createBaileysProvider({ webSocketUrl: url, maxLoginsPerSecond: 50 });
// What Baileys itself takes is no part of what a bot takes.
await import('../account.ts');
const before = memory();
const bots: SoakBot[] = [];
for (let bot = 0; bot < count; bot += 1) {
  const made = await SoakBot.create(provider, `bot-${bot}`, (qr) => say({ kind: 'scan', bot, qr }));
  bots.push(made);
  await made.start();
  await made.connected();
}
const connected = memory();

const samples: Sample[] = [];
let emittersBefore = 0;
say({ kind: 'begin', perSecond: Number(values.rate), cutEveryMs: Number(values.cut) * 1_000 });
for (let sample = 0; sample < sampleCount; sample += 1) {
  await delay((minutes * 60_000) / sampleCount);
  await Promise.all(bots.map((bot) => bot.connected()));
  // Counting emitters takes seconds on a busy machine, so it is done twice only.
  if (countsEmitters && sample === Math.floor(sampleCount * WARM_UP)) emittersBefore = countEmitters();
  samples.push({ ...takeCensus(), heap: memory().heap });
}
const emitters: Trend = countsEmitters ? [emittersBefore, countEmitters()] : [0, 0];
const ending = hear(whatsapp, 'ended');
say({ kind: 'end' });
const { sent, cuts, unconfirmed } = await ending;
await Promise.all(bots.map((bot) => bot.stop()));
whatsapp.disconnect();

const verdict = judge(samples, emitters, Number(values.growth) / 100);
const accepted = bots.reduce((sum, bot) => sum + bot.accepted, 0);
const connections = bots.reduce((sum, bot) => sum + bot.connections, 0);
const perBot = (figure: 'rss' | 'heap') => rounded((connected[figure] - before[figure]) / count / MEGABYTE);
console.log(
  JSON.stringify({
    bots: count,
    minutes,
    sent,
    accepted,
    unconfirmed,
    cuts,
    connections,
    ...verdict,
    heapGrowth: rounded(verdict.heapGrowth),
    megabytes: {
      rssBefore: rounded(before.rss / MEGABYTE),
      rssConnected: rounded(connected.rss / MEGABYTE),
      rssPerBot: perBot('rss'),
      heapPerBot: perBot('heap'),
    },
  }),
);
process.exit(verdict.grown.length > 0 || accepted < sent || unconfirmed > 0 ? 1 : 0);

function memory(): { rss: number; heap: number } {
  globalThis.gc?.();
  const { rss, heapUsed } = process.memoryUsage();
  return { rss, heap: heapUsed };
}

/** The next message of this kind. */
async function hear<Kind extends FromWhatsApp['kind']>(
  from: ChildProcess,
  kind: Kind,
): Promise<Extract<FromWhatsApp, { kind: Kind }>> {
  for (;;) {
    const [message] = (await once(from, 'message')) as [FromWhatsApp];
    if (message.kind === kind) return message as Extract<FromWhatsApp, { kind: Kind }>;
  }
}

function rounded(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
