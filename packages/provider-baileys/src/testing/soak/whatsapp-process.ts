import { setTimeout as delay } from 'node:timers/promises';
import { startWhatsAppServer } from '@chat-imposter/testing/whatsapp';
import type { FromWhatsApp, ToWhatsApp } from './protocol.ts';

/*
 * WhatsApp for a soak run, in a process of its own so that its memory is not counted: `process.argv[2]` accounts, each
 * with the contacts that write to it.
 */
const CONTACTS = 20;
const TICK_MS = 100;
const SETTLING_MS = 30_000;
/** Nobody writes while so many messages wait: a machine that cannot keep up is to get fewer, not a growing pile. */
const MOST_WAITING = 500;

const bots = Number(process.argv[2]);
const whatsapp = await startWhatsAppServer({ fewKeys: true });
const digits = (number: number) => String(number).padStart(4, '0');
const phones = Array.from({ length: bots }, (_, bot) =>
  whatsapp.phone({ number: `1555010${digits(bot)}`, name: `Owner ${bot}` }),
);
const contacts = Array.from({ length: CONTACTS }, (_, index) =>
  whatsapp.contact({ number: `1555011${digits(index)}`, name: `Contact ${index}` }),
);
let isRunning = false;
let sent = 0;
let cuts = 0;

const tell = (message: FromWhatsApp) => process.send?.(message);

async function write(perSecond: number): Promise<void> {
  const begun = Date.now();
  while (isRunning) {
    const due = ((Date.now() - begun) / 1_000) * perSecond;
    const isBehind = phones.some((phone) => phone.unconfirmed.length > MOST_WAITING);
    for (; isRunning && !isBehind && sent < due; sent += 1) {
      const to = phones[sent % bots];
      if (to) await contacts[sent % CONTACTS]?.says(`message ${sent}`, { to });
    }
    await delay(TICK_MS);
  }
}

async function cut(everyMs: number): Promise<void> {
  for (await delay(everyMs); isRunning; await delay(everyMs)) {
    const phone = phones[cuts % bots];
    // On a machine that cannot keep up, connections last longer, instead of never getting ready.
    await phone?.connected({ timeoutMs: SETTLING_MS });
    phone?.disconnect('socket-lost');
    cuts += 1;
  }
}

let work: Promise<unknown> = Promise.resolve();

async function obey(message: ToWhatsApp): Promise<void> {
  if (message.kind === 'scan') await phones[message.bot]?.scan(message.qr);
  if (message.kind === 'begin') {
    isRunning = true;
    work = Promise.all([write(message.perSecond), cut(message.cutEveryMs)]);
  }
  if (message.kind === 'end') {
    isRunning = false;
    await work;
    await Promise.allSettled(phones.map((phone) => phone.confirmed({ timeoutMs: SETTLING_MS })));
    const unconfirmed = phones.reduce((sum, phone) => sum + phone.unconfirmed.length, 0);
    tell({ kind: 'ended', sent, cuts, unconfirmed });
  }
}

process.on('message', (message: ToWhatsApp) => void obey(message));
process.on('disconnect', () => process.exit());
tell({ kind: 'listening', url: whatsapp.url });
