import { describe, expect, it } from 'vitest';
import type { Answer } from '../test-support/api-server.ts';
import { documentOf } from '../test-support/documents.ts';
import { openEvents } from '../test-support/event-reader.ts';
import { allRoutes, callOf, serveBusy } from '../test-support/every-route.ts';
import { logFolder } from '../test-support/log-folder.ts';

const logDirectory = logFolder();

const shapes = [
  '<script>alert(#)</script>',
  '<img src=x onerror=alert(#)>',
  '"><svg/onload=alert(#)>',
  "'-alert(#)-'",
  '</script><script>alert(#)</script>',
  'javascript:alert(#)',
  '<iframe srcdoc="<script>alert(#)</script>">',
  '{{constructor.constructor("alert(#)")()}}',
  '[x](javascript:alert(#))',
  '\u2028<b>#</b>',
  '<!--#--><script>/*',
  '&lt;script&gt;#',
  '<a href="data:text/html,#">',
  '%3Cscript%3E#',
  '+ADw-script+AD4-#',
  '<math><mtext></table>#',
  '<scr\0ipt>#</scr\0ipt>',
  'event: message\ndata: #\n\n',
  '\r\nContent-Type: text/html\r\n\r\n<script>#</script>',
  '\u202e<script>#',
];
/** Each of them is another one. */
const payloads = Array.from({ length: 500 }, (_, number) =>
  (shapes[number % shapes.length] ?? '').replace('#', String(number)),
);

/** Types of answers in which nothing is run, whatever is in them. */
const INERT =
  /^(?:application\/(?:problem\+)?json|application\/jsonl|text\/event-stream|text\/markdown|text\/plain)(?:;|$)/;

function expectInert(about: string, { status, headers }: Answer): void {
  const found = {
    type: headers.get('content-type'),
    sniffing: headers.get('x-content-type-options'),
    policy: headers.get('content-security-policy'),
  };
  expect([about, status, found]).toEqual([
    about,
    status,
    {
      type: status === 204 ? null : expect.stringMatching(INERT),
      sniffing: 'nosniff',
      policy: expect.stringContaining("default-src 'none'"),
    },
  ]);
}

describe(`${payloads.length} texts that would be scripts in a page`, () => {
  it('come back as texts of JSON, from contacts and groups, in every answer that shows them', async () => {
    await using api = await serveBusy({ imposter: { logDirectory } });
    const account = api.chat.account('ann');
    const tracked = [];
    for (const [number, text] of payloads.entries()) {
      const names = { pushName: text, savedName: text };
      await account.says({ identifier: `${number}@x`, ...names }, text, {
        sender: { identifier: `${number}@x`, alternateIdentifiers: [], ...names },
      });
      tracked.push({ groupIdentifier: `${number}@g`, displayName: text, cronTrackingSchedule: '0 * * * *' });
    }
    account.groups = payloads.map((text, number) => ({
      identifier: `${number}@g`,
      alternateIdentifiers: [],
      savedName: text,
    }));
    const body = documentOf('ann', { periodic_group_tracking: tracked });
    const saved = await api.call('PUT', '/api/configurations/ann', { body });
    expect([saved.status, saved.text.slice(0, 200)]).toEqual([200, expect.anything()]);
    const showing = {
      '/api/contacts/ann': 500,
      '/api/queue/ann': 500,
      '/api/decisions/ann?limit=500': 500,
      '/chatbot/ann/groups': 500,
      '/api/configurations/ann': 500,
      '/api/trackedGroupMessages/ann': 500,
    };
    for (const [path, count] of Object.entries(showing)) {
      const answer = await api.call('GET', path);
      expectInert(path, answer);
      const shown = new Set(textsIn(answer.json));
      expect([path, payloads.filter((text) => shown.has(text)).length]).toEqual([path, count]);
    }
    for (const format of ['jsonl', 'md']) {
      const answer = await api.call('GET', `/api/trackedGroupMessages/ann?format=${format}`);
      expectInert(format, answer);
      if (format === 'md') expect(answer.text).not.toMatch(/(?<!\\)<|(?<!\\)\]\(/);
    }
    for (const number of payloads.keys()) {
      for (const path of [`/api/conversations/ann/${number}@x`, `/api/logs/ann/${number}@x`]) {
        const answer = await api.call('GET', path);
        expect(answer.status).toBe(200);
        expectInert(path, answer);
      }
    }
  });

  it('come back as texts of JSON from documents: ids, schedules, names of providers', async () => {
    await using api = await serveBusy();
    for (const text of payloads) {
      const group = { groupIdentifier: text, displayName: text, cronTrackingSchedule: text };
      const wrong = [
        documentOf(text),
        documentOf('ann', { periodic_group_tracking: [group] }),
        documentOf('ann', { chat_provider_config: { provider_name: text, provider_config: {} } }),
        documentOf('ann', { [text]: text }),
      ];
      for (const body of wrong) {
        const answer = await api.call('PUT', '/chatbot', { body });
        expect(answer.status).toBe(422);
        expectInert(text, answer);
      }
    }
  });

  it('come back as texts of JSON from every path', async () => {
    await using api = await serveBusy();
    const withParameters = allRoutes.filter(({ path, id }) => path.includes(':') && id !== 'readEvents');
    for (const [number, text] of payloads.entries()) {
      const route = withParameters[number % withParameters.length];
      if (route === undefined || !text.isWellFormed()) continue;
      const { method, path, body } = callOf(route, {
        user_id: text,
        contact_id: text,
        group_id: text,
        file: text,
      });
      const answer = await api.call(method, path, body ? { body } : {});
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.status).toBeLessThan(500);
      expectInert(path, answer);
    }
  });

  it('come back as texts of JSON from errors and QR codes', async () => {
    await using api = await serveBusy();
    await api.imposter.start(documentOf('cy', { respond_to_whitelist: ['*'] }));
    const account = api.chat.account('cy');
    const seen = new Set<string>();
    for (const text of payloads) {
      account.report({ status: 'linking', qr: { text, dataUrl: `data:image/png;base64,${text}` } });
      const linking = await api.call('GET', '/chatbot/cy/status');
      expectInert('qr', linking);
      expect(linking.json).toMatchObject({ qr: `data:image/png;base64,${text}` });
      account.report({ status: 'connecting', error: { code: 'unreachable', message: text } as never });
      const failed = await api.call('GET', '/chatbot/cy/status');
      expectInert('error', failed);
      for (const shown of textsIn(failed.json)) seen.add(shown);
    }
    expect(payloads.filter((text) => seen.has(text))).toHaveLength(payloads.length);
  });

  it('cannot write an event or a field of one', async () => {
    await using api = await serveBusy();
    const events = await openEvents(`http://${api.host}/api/events`);
    expect(events.headers.get('x-content-type-options')).toBe('nosniff');
    await events.nextBlock();
    for (const [number, text] of payloads.entries()) {
      const message = await api.chat.account('ann').says(`${number}@x`, text);
      const event = await events.next();
      expect(event).toMatchObject({ event: 'message', data: { message: { content: message.content } } });
    }
    events.close();
  });
});

/** Every text in a JSON value, keys included. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [key, ...textsIn(inner)]);
}
