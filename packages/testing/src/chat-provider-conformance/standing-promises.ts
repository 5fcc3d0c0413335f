import type { Identity, IncomingMessage, MessageReference, StatusReport } from '@chat-imposter/core';
import { expect } from 'vitest';
import { secretsIn } from '../conformance/secrets.ts';
import type { TestedBot } from './tested-bot.ts';

const MOST_BYTES = 65_536;
const DAY_MS = 24 * 60 * 60 * 1_000;
const PNG_SIGNATURE = '89504e470d0a1a0a';
const PNG_URL = /^data:image\/png;base64,([A-Za-z0-9+/]+=*)$/;

/** What holds in every check, whatever it is about: the form of all that was told, and what must not be told. */
export function checkWhatWasTold(bot: TestedBot): void {
  expect(bot.lateEvents, 'after the session had stopped').toEqual([]);
  for (const report of bot.reports) checkReport(report);
  for (const message of [...bot.offered, ...bot.fetched]) checkMessage(message, bot.clock.now());
  for (const reference of [...bot.edits, ...bot.deletions]) checkReference(reference);
  for (const { content } of bot.edits) checkText(content);
  checkSecrecy(bot);
}

/** The form of a report. */
export function checkReport(report: StatusReport): void {
  const { status, qr, error } = report;
  expect(['disconnected', 'connecting', 'linking', 'connected']).toContain(status);
  expect(qr !== undefined, 'a QR comes with `linking`, and only with it').toBe(status === 'linking');
  if (qr) {
    expect(qr.text).not.toBe('');
    expect(signatureOf(qr.dataUrl), 'the QR as a data: URL of a PNG').toBe(PNG_SIGNATURE);
  }
  if (error) {
    expect(['disconnected', 'connecting'], 'an error says why there is no connection').toContain(status);
    expect(error.message, 'an error says what to do').not.toBe('');
  }
}

/** The first bytes of the picture in a `data:` URL, in hex. */
function signatureOf(dataUrl: string): string {
  const [, base64 = ''] = PNG_URL.exec(dataUrl) ?? [];
  return Buffer.from(base64, 'base64').toString('hex', 0, PNG_SIGNATURE.length / 2);
}

/** The form of a message. */
function checkMessage(message: IncomingMessage, now: number): void {
  const { origin, content, originatingTime } = message;
  expect(['live', 'offline', 'history']).toContain(origin);
  checkReference(message);
  checkText(content);
  if (originatingTime === null) return;
  expect(Math.abs(originatingTime - now), 'milliseconds from now').toBeLessThan(DAY_MS);
}

/** What names a message. */
function checkReference({ chat, sender, source, providerMessageId }: MessageReference): void {
  expect(['direct', 'group']).toContain(chat.kind);
  expect(['user', 'user_outgoing']).toContain(source);
  checkIdentity(chat);
  checkIdentity(sender);
  expect(providerMessageId, 'every message has an id of the platform').toMatch(/./);
  if (chat.kind !== 'direct') return;
  const isTheirs = sender.identifier === chat.identifier;
  expect(isTheirs, 'in a direct chat the contact writes what comes from a contact').toBe(source === 'user');
}

function checkText(content: string): void {
  expect(Buffer.byteLength(content), 'bytes of a text').toBeLessThanOrEqual(MOST_BYTES);
}

function checkIdentity({ identifier, alternateIdentifiers }: Identity): void {
  expect(identifier).toMatch(/./);
  expect(alternateIdentifiers, 'the other ids').not.toContain(identifier);
}

function checkSecrecy(bot: TestedBot): void {
  const messageIds = new Set(bot.offered.map(({ providerMessageId }) => providerMessageId));
  const keys = [...bot.credentials.written].flatMap(secretsIn).filter((secret) => !messageIds.has(secret));
  const codes = bot.reports.flatMap(({ qr }) => (qr ? [qr.text, qr.dataUrl] : []));
  const heard = [...bot.offered, ...bot.fetched, ...bot.edits].map(({ content }) => content);
  const texts = [...heard, ...bot.sentTexts].filter(isTelling);
  const told = JSON.stringify([bot.reports.map(({ error }) => error ?? null), bot.offered]);
  expect(found([...keys, ...codes], bot.log.text), 'secrets in the log').toEqual([]);
  expect(found(texts, bot.log.text), 'texts of messages in the log').toEqual([]);
  expect(found(keys, told), 'secrets in events').toEqual([]);
}

/** Whether a text would not stand somewhere by chance. */
function isTelling(text: string): boolean {
  return text.length > 7;
}

function found(secrets: readonly string[], text: string): string[] {
  return secrets.filter((secret) => text.includes(secret));
}
