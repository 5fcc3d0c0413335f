import type { Phone } from '@chat-imposter/testing/whatsapp';
import { call, untilStatus } from '../../api-client.ts';
import { readQr } from '../../read-qr.ts';
import type { DashboardWorld } from './dashboard-world.ts';

/** A bot whose configuration is saved and whose account is linked. */
export interface LinkedBot {
  userId: string;
  phone: Phone;
}

/** Saves the configuration of a bot, starts it and scans its QR, as its owner does. */
export async function linkBot(
  { url, whatsApp }: Pick<DashboardWorld, 'url' | 'whatsApp'>,
  userId: string,
  changes: Record<string, unknown> = {},
): Promise<LinkedBot> {
  const phone = whatsApp.phone({ number: '15550000001', name: userId });
  const saved = await call(url, 'PUT', '/chatbot', { ...configuration(userId), ...changes });
  if (saved.status !== 200) throw new Error(JSON.stringify(saved));
  const { qr } = await untilStatus(url, userId, 'linking');
  await phone.scan(readQr(String(qr)));
  await untilStatus(url, userId, 'connected');
  await phone.connected();
  return { userId, phone };
}

function configuration(userId: string): Record<string, unknown> {
  return {
    user_id: userId,
    respond_to_whitelist: ['15551110001'],
    chat_provider_config: { provider_name: 'whatsAppBaileyes', provider_config: {} },
    llm_provider_config: {
      provider_name: 'openAi',
      provider_config: {
        model: 'gpt-6-luna',
        reasoning_effort: 'none',
        system: `You are ${userId}, 31, from Tel Aviv.`,
        api_key_source: 'explicit',
        api_key: 'sk-local',
      },
    },
    behavior: { profile: 'instant' },
  };
}
