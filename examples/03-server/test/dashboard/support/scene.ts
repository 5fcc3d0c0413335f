import type { Contact, Group, Phone } from '@chat-imposter/testing/whatsapp';
import { call, untilStatus } from '../../api-client.ts';
import { readQr } from '../../read-qr.ts';
import type { DashboardWorld } from './dashboard-world.ts';

/** Names and texts of the people in a scene. */
export interface SceneTexts {
  contact: string;
  group: string;
  /** What the contact writes; each is answered before the next. */
  lines: readonly string[];
  /** What is said in the group. */
  said: readonly string[];
}

/** Who is in every scene. */
export interface SceneIds {
  userId: string;
  /** The contact that is answered. */
  contactId: string;
}

/** A bot that is linked, answers a contact and tracks a group; and one that was never linked. */
export interface Scene extends SceneIds {
  phone: Phone;
  contact: Contact;
  group: Group;
}

const USER_ID = 'dana';
const NUMBER = '15551110001';

export const SCENE_IDS: SceneIds = { userId: USER_ID, contactId: `${NUMBER}@s.whatsapp.net` };

/** What people might really say. */
export const PLAIN_TEXTS: SceneTexts = {
  contact: 'Ann',
  group: 'Movie night',
  lines: ['Hi, my name is Ann!', 'How are you?', 'Are we still on for Friday?', 'What is my name?'],
  said: ['Which one tonight?', 'The old one with the train', 'I bring popcorn', 'See you at eight'],
};

/** Plays a scene through the platform and the API, until its last answer has arrived and its group has a period. */
export async function playScene(
  { server, whatsApp }: DashboardWorld,
  texts: SceneTexts = PLAIN_TEXTS,
): Promise<Scene> {
  const phone = whatsApp.phone({ number: '15550000001', name: 'Dana' });
  const contact = whatsApp.contact({ number: NUMBER, name: texts.contact });
  const group = whatsApp.group({ subject: texts.group, members: [phone, contact] });
  const save = (document: object) => call(server.url, 'PUT', '/api/configurations/noa', document);
  await save({ ...documentOf('noa'), llm_provider_config: null });
  await call(server.url, 'PUT', '/chatbot', documentOf(USER_ID));
  const { qr } = await untilStatus(server.url, USER_ID, 'linking');
  await phone.scan(readQr(String(qr)));
  await untilStatus(server.url, USER_ID, 'connected');
  await call(server.url, 'PUT', `/api/configurations/${USER_ID}`, {
    ...documentOf(USER_ID),
    periodic_group_tracking: [
      { groupIdentifier: group.id, displayName: texts.group, cronTrackingSchedule: '*/2 * * * * *' },
    ],
  });
  await call(server.url, 'POST', `/chatbot/${USER_ID}/reload`);
  await untilStatus(server.url, USER_ID, 'connected');
  for (const line of texts.lines) {
    await contact.says(line);
    await contact.hears();
  }
  for (const line of texts.said) await contact.says(line, { to: group });
  await untilPeriod(server.url, texts.said.length);
  return { ...SCENE_IDS, phone, contact, group };
}

function documentOf(userId: string): Record<string, unknown> {
  return {
    user_id: userId,
    respond_to_whitelist: [`+${NUMBER}`, 'Ann'],
    chat_provider_config: { provider_name: 'whatsAppBaileyes', provider_config: {} },
    llm_provider_config: {
      provider_name: 'openAi',
      provider_config: {
        api_key_source: 'explicit',
        api_key: 'none-needed-here',
        model: 'scripted',
        system: 'You are Dana, 31, from Tel Aviv. You write short, warm messages without emojis.',
      },
    },
    behavior: { profile: 'instant' },
  };
}

/** Messages of the group are in periods when as many as were said are. */
async function untilPeriod(url: string, messages: number): Promise<void> {
  for (let polls = 0; polls < 200; polls += 1) {
    const { body } = await call(url, 'GET', `/api/trackedGroupMessages/${USER_ID}`);
    const [tracked] = body as unknown as { periods: { messageCount: number }[] }[];
    const counted = (tracked?.periods ?? []).reduce((sum, { messageCount }) => sum + messageCount, 0);
    if (counted >= messages) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('The messages of the group came into no period.');
}
