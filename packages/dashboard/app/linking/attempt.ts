import { ApiError } from '../api/api-error.ts';
import type { BotStatusJson, ConfigurationJson } from '../api/api-json.ts';
import { askApi, callApi, segment } from '../api/call-api.ts';
import { withPhoneNumber } from './phone-number.ts';

/** How a bot is linked: by the code for a phone number, by a QR (null), or as its configuration says (undefined). */
export type LinkingWay = string | null | undefined;

/**
 * Begins to link a bot, unless that is under way already or it is linked.
 * @returns the remarks of the server on the configuration; null when nothing was begun
 */
export async function beginLinking(userId: string, way?: LinkingWay): Promise<readonly string[] | null> {
  if (way !== undefined) await endLinking(userId);
  const { status, authenticated } = await callApi<BotStatusJson>(`${pathOf(userId)}/status?heartbeat=true`);
  if (status !== 'disconnected' || authenticated) return null;
  const path = `api/configurations/${segment(userId)}`;
  const { body: stored, headers } = await askApi<ConfigurationJson>(path);
  const body = way === undefined ? stored : withPhoneNumber(stored, way);
  const etag = headers.get('ETag');
  try {
    const { successful } = await callApi<{ successful: { warnings: string[] }[] }>('chatbot', {
      method: 'PUT',
      body,
      headers: etag === null ? {} : { 'If-Match': etag },
    });
    return successful.flatMap(({ warnings }) => warnings);
  } catch (error) {
    // Another tab was faster: this one shows the same code.
    if (error instanceof ApiError && error.code === 'already_active') return null;
    throw error;
  }
}

/** Ends an attempt to link at once. A bot that the phone has taken meanwhile goes on. */
export async function endLinking(userId: string): Promise<void> {
  const { status, authenticated } = await callApi<BotStatusJson>(`${pathOf(userId)}/status`);
  if (authenticated || status === 'disconnected' || status === 'invalid_config') return;
  try {
    await callApi(`${pathOf(userId)}/stop`, { method: 'POST' });
  } catch (error) {
    if (!(error instanceof ApiError && error.code === 'not_linked')) throw error;
  }
}

function pathOf(userId: string): string {
  return `chatbot/${segment(userId)}`;
}
