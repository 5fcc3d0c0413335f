import { type BotStatus, ImposterError, userIdIn } from '@chat-imposter/core';
import type { ApiAnswer } from '../api-answer.ts';
import type { ApiRequest } from '../api-request.ts';
import { hasScope } from '../auth/principal.ts';
import { expectedRevision } from './revision.ts';

/** `PUT /chatbot`: saves the configuration in the body and starts its bot; linking then lives on heartbeats. */
export async function startBot(request: ApiRequest): Promise<ApiAnswer> {
  const { imposter, body } = request;
  const ifRevision = await expectedRevision(request, userIdIn(body));
  const { userId, instanceId, mode, warnings } = await imposter.start(body, {
    linkingHeartbeat: true,
    checksNewGroups: true,
    ...(ifRevision !== undefined && { ifRevision }),
  });
  const started = { user_id: userId, instance_id: instanceId, mode, warnings };
  return { status: 200, body: { successful: [started], failed: [] } };
}

/**
 * `GET /chatbot/:user_id/status`: where a bot stands, with the QR while it is linking. The QR is a credential, and only who
 * may link the bot keeps the attempt alive.
 */
export async function botStatus(request: ApiRequest): Promise<ApiAnswer> {
  const userId = request.parameter('user_id');
  const mayLink = hasScope(request.caller(), 'operate');
  const isBeat = request.linkingHeartbeat === 'any-poll' || request.query.get('heartbeat') === true;
  if (mayLink && isBeat) request.imposter.heartbeat(userId);
  const { qr, pairingCode, ...status } = await request.imposter.status(userId);
  const credentials = {
    ...(qr && { qr: qr.dataUrl }),
    ...(pairingCode && { pairing_code: pairingCode }),
  };
  return { status: 200, body: { ...statusToJson(status), ...(mayLink && credentials) } };
}

/** `POST /chatbot/:user_id/reload`: lets a bot work with its stored configuration, starting it when it does not run. */
export async function reloadBot(request: ApiRequest): Promise<ApiAnswer> {
  const userId = request.parameter('user_id');
  await request.imposter.reload(userId);
  return success(`The bot "${userId}" works with its stored configuration.`);
}

/** `POST /chatbot/:user_id/stop`: stops a bot, which stays linked and is not started again by itself. */
export async function stopBot(request: ApiRequest): Promise<ApiAnswer> {
  const userId = request.parameter('user_id');
  const { status, authenticated } = await request.imposter.status(userId);
  const isRunning = status !== 'disconnected' && status !== 'invalid_config';
  if (!isRunning && !authenticated) throw notLinked(userId);
  await request.imposter.stop(userId);
  return success(`The bot "${userId}" is stopped. Its link, if it has one, was kept.`);
}

/** `POST /chatbot/:user_id/start`: starts a linked bot that was stopped. */
export async function resumeBot(request: ApiRequest): Promise<ApiAnswer> {
  const userId = request.parameter('user_id');
  await request.imposter.resume(userId);
  return success(`The bot "${userId}" is started.`);
}

/** `DELETE /chatbot/:user_id`: stops a bot and ends its link; the configuration stays. */
export async function unlinkBot(request: ApiRequest): Promise<ApiAnswer> {
  const userId = request.parameter('user_id');
  await request.imposter.unlink(userId);
  return success(`The bot "${userId}" is stopped and no longer linked. Its configuration was kept.`);
}

/** `GET /chatbot/:user_id/groups`: the groups that the account of a connected bot is in, as the platform tells now. */
export async function listGroups(request: ApiRequest): Promise<ApiAnswer> {
  const groups = await request.imposter.groups(request.parameter('user_id'));
  return {
    status: 200,
    body: { groups: groups.map(({ identifier, displayName }) => ({ id: identifier, subject: displayName })) },
  };
}

function notLinked(userId: string): ImposterError {
  const message = `The bot "${userId}" is not linked and does not run: there is nothing to stop.`;
  return new ImposterError('not_linked', message);
}

function success(message: string): ApiAnswer {
  return { status: 200, body: { status: 'success', message } };
}

function statusToJson(bot: Omit<BotStatus, 'qr' | 'pairingCode'>) {
  return {
    user_id: bot.userId,
    status: bot.status,
    authenticated: bot.authenticated,
    mode: bot.mode,
    since: bot.since,
    ...(bot.historyPercent !== undefined && { history_percent: bot.historyPercent }),
    ...(bot.lastError && { last_error: bot.lastError }),
  };
}
