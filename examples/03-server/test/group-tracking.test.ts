import { setTimeout as pause } from 'node:timers/promises';
import { startLlmServer } from '@chat-imposter/testing/llm';
import { type Group, type Phone, startWhatsAppServer } from '@chat-imposter/testing/whatsapp';
import { afterEach, describe, expect, it } from 'vitest';
import { call, untilStatus } from './api-client.ts';
import { readQr } from './read-qr.ts';
import { ServerProcess, temporaryFolder } from './server-process.ts';

const USER_ID = 'yahav';
/** A window ends every two seconds, the shortest in which WhatsApp's times, whole seconds, tell something. */
const SCHEDULE = '*/2 * * * * *';
const WINDOW_MS = 2_000;
const POLL_MS = 100;

interface ApiPeriod {
  periodStart: number;
  periodEnd: number;
  messageCount: number;
  digest?: string;
  messages: {
    message: string;
    sender: { identifier: string };
    originating_time: number;
    late?: boolean;
  }[];
}

/** Something that was said, as the API should tell it. */
interface Said {
  text: string;
  sender: string;
  /** Epoch milliseconds, in whole seconds. */
  time: number;
}

const cleanups: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** An account in two groups, and a server for its bot. */
async function setUp(environment: Record<string, string> = {}) {
  const folder = await temporaryFolder();
  cleanups.push(folder.remove);
  const whatsApp = await startWhatsAppServer();
  cleanups.push(() => whatsApp.close());
  const phone = whatsApp.phone({ number: '15550000001', name: 'Yahav' });
  const ann = whatsApp.contact({ number: '15551110001', name: 'Ann' });
  const ben = whatsApp.contact({ number: '15551110002', name: 'Ben' });
  const movies = whatsApp.group({ subject: 'Movies', members: [phone, ann, ben] });
  const music = whatsApp.group({ subject: 'Music', members: [phone, ann, ben] });
  const start = async () => {
    const server = await ServerProcess.start({
      DATA_DIR: folder.path,
      LOG_DIR: folder.path,
      WHATSAPP_WEBSOCKET_URL: whatsApp.url,
      ...environment,
    });
    cleanups.push(() => server.end('SIGKILL'));
    return server;
  };
  return { phone, ann, ben, movies, music, start };
}

function documentFor(...groups: readonly Group[]) {
  return {
    user_id: USER_ID,
    chat_provider_config: { provider_name: 'whatsAppBaileyes', provider_config: {} },
    periodic_group_tracking: groups.map(({ id, subject }) => ({
      groupIdentifier: id,
      displayName: subject,
      cronTrackingSchedule: SCHEDULE,
    })),
  };
}

async function link({ url }: ServerProcess, phone: Phone, document: object): Promise<void> {
  await call(url, 'PUT', '/chatbot', document);
  const { qr } = await untilStatus(url, USER_ID, 'linking');
  await phone.scan(readQr(String(qr)));
  await untilStatus(url, USER_ID, 'connected');
}

async function periodsOf({ url }: ServerProcess, group: Group): Promise<ApiPeriod[]> {
  const { body } = await call(url, 'GET', `/api/trackedGroupMessages/${USER_ID}/${group.id}`);
  return (body.periods as ApiPeriod[]).toReversed();
}

/** The periods of a group, oldest first, once all of these are in them. */
async function periodsWith(server: ServerProcess, group: Group, said: readonly Said[]): Promise<ApiPeriod[]> {
  for (let polls = 0; polls < 200; polls += 1) {
    const periods = await periodsOf(server, group);
    const count = periods.reduce((sum, { messageCount }) => sum + messageCount, 0);
    if (count >= said.length) return periods;
    await pause(POLL_MS);
  }
  throw new Error(`Not all that was said in ${group.subject} came into a period.`);
}

describe('Group tracking', () => {
  it('puts each message into the one period of its time: live, late, and from while the server was down', async () => {
    const { phone, ann, ben, movies, music, start } = await setUp();
    const said = new Map<Group, Said[]>([
      [movies, []],
      [music, []],
    ]);
    let count = 0;
    /** Says something in both groups. */
    const say = async (agoMs = 0) => {
      for (const [group, saidThere] of said) {
        const sentAt = Math.floor((Date.now() - agoMs) / 1_000) * 1_000;
        for (const person of [ann, ben]) {
          const text = `text ${count++}`;
          saidThere.push({ text, sender: person.id, time: sentAt });
          await person.says(text, { to: group, sentAt });
        }
      }
    };

    let server = await start();
    await link(server, phone, documentFor());
    const saved = await call(server.url, 'PUT', `/api/configurations/${USER_ID}`, documentFor(movies, music));
    expect(saved).toMatchObject({ status: 200 });
    await server.end('SIGTERM');
    server = await start();
    await untilStatus(server.url, USER_ID, 'connected');

    await say();
    const owners = { text: 'from the owner', sender: phone.id, time: Math.floor(Date.now() / 1_000) * 1_000 };
    said.get(movies)?.push(owners);
    await phone.types(movies, owners.text, { sentAt: owners.time });
    await periodsWith(server, movies, said.get(movies) ?? []);
    // Its window is over, and so is that of what comes three windows late.
    await say(3 * WINDOW_MS);
    await say();

    await server.end('SIGKILL');
    await say();
    await pause(2 * WINDOW_MS);
    await say();
    server = await start();
    await untilStatus(server.url, USER_ID, 'connected');
    await say();

    for (const [group, saidThere] of said) {
      const periods = await periodsWith(server, group, saidThere);
      expect(periods.slice(1).map(({ periodStart }) => periodStart)).toEqual(
        periods.slice(0, -1).map(({ periodEnd }) => periodEnd),
      );
      const first = periods[0]?.periodStart ?? 0;
      const told = periods.flatMap(({ periodStart, periodEnd, messages }) =>
        messages.map(({ message, sender, originating_time: time }) => {
          expect([time > periodStart || periodStart === first, time <= periodEnd]).toEqual([true, true]);
          return { text: message, sender: sender.identifier, time };
        }),
      );
      const byText = (one: Said, other: Said) => one.text.localeCompare(other.text);
      expect(told.toSorted(byText)).toEqual(saidThere.toSorted(byText));
    }
    const late = (await periodsOf(server, movies)).flatMap(({ messages }) =>
      messages.filter((each) => each.late),
    );
    expect(late.length).toBeGreaterThan(0);

    const lines = await fetch(`${server.url}/api/trackedGroupMessages/${USER_ID}/${movies.id}?format=jsonl`);
    const exported = (await lines.text()).trim().split('\n');
    const texts = exported.flatMap((line) =>
      (JSON.parse(line) as ApiPeriod).messages.map(({ message }) => message),
    );
    expect(texts.toSorted()).toEqual((said.get(movies) ?? []).map(({ text }) => text).toSorted());
    const markdown = await fetch(`${server.url}/api/trackedGroupMessages/${USER_ID}?format=md`);
    const page = await markdown.text();
    for (const { text } of [...said.values()].flat()) expect(page).toContain(text);
  }, 60_000);

  it('sends the owner a digest of a period in which something was said', async () => {
    const llm = await startLlmServer({ brain: () => 'Ann wants to see a film.' });
    cleanups.push(() => llm.close());
    const { phone, ann, movies, start } = await setUp({
      OPENAI_API_KEY: 'sk-canary-never-shown',
      OPENAI_BASE_URL: llm.baseUrl,
    });
    const document = {
      ...documentFor(),
      llm_provider_config: { provider_name: 'openAi', provider_config: { model: 'gpt-6-luna' } },
    };
    const server = await start();
    await link(server, phone, document);
    const [group] = documentFor(movies).periodic_group_tracking as [object];
    const digest = { enabled: true, deliver_to: 'self' };
    const periodic_group_tracking = [{ ...group, digest, cronTrackingSchedule: '*/5 * * * * *' }];
    const tracking = { ...document, periodic_group_tracking };
    const saved = await call(server.url, 'PUT', `/api/configurations/${USER_ID}`, tracking);
    expect(saved).toMatchObject({ status: 200 });
    await server.end('SIGTERM');
    const next = await start();
    await untilStatus(next.url, USER_ID, 'connected');
    // What comes after its window was cut is in no digest.
    await pause(5_000 - ((Date.now() - 1_000) % 5_000));
    await ann.says('Who comes to the cinema?', { to: movies });
    await expect.poll(() => phone.ownCopies.length, { timeout: 30_000 }).toBeGreaterThan(0);
    const [copy] = phone.ownCopies;
    expect(copy).toMatchObject({ text: 'Ann wants to see a film.', chat: phone.id });
    // The phone of the owner gets it as the one who is written to and as the one who writes: under one id.
    expect(new Set(phone.ownCopies.map(({ id }) => id)).size).toBe(1);
    const told = (await periodsOf(next, movies)).flatMap(({ digest: text }) => text ?? []);
    expect(told).toEqual(['Ann wants to see a film.']);
    expect(llm.requests).toHaveLength(1);
    expect(llm.requests[0]?.body.messages.at(-1)?.content).toContain('Who comes to the cinema?');
  }, 60_000);
});
