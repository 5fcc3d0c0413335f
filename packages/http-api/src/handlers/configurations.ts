import { userIdIn } from '@chat-imposter/core';
import type { ApiAnswer } from '../api-answer.ts';
import type { ApiRequest } from '../api-request.ts';
import { mayReach } from '../auth/principal.ts';
import { Problem } from '../problem.ts';
import { entityTag, expectedRevision } from './revision.ts';

/** `GET /api/configurations`: the ids of all configured bots that the caller may reach. */
export async function listConfigurations(request: ApiRequest): Promise<ApiAnswer> {
  const userIds = await request.imposter.configuredUserIds();
  return {
    status: 200,
    body: { user_ids: userIds.filter((userId) => mayReach(request.caller(), userId)) },
  };
}

/** `GET /api/configurations/status`: where each of them stands. */
export async function configurationStatuses(request: ApiRequest): Promise<ApiAnswer> {
  const statuses = await request.imposter.statuses();
  const configurations = statuses
    .filter(({ userId }) => mayReach(request.caller(), userId))
    .map(({ userId, status, authenticated }) => ({ user_id: userId, status, authenticated }));
  return { status: 200, body: { configurations } };
}

/** `GET /api/configurations/schema`: the JSON Schema of a configuration, with the settings of the providers that are there. */
export async function configurationSchema({ imposter }: ApiRequest): Promise<ApiAnswer> {
  return { status: 200, body: await imposter.configurationSchema() };
}

/** `GET /api/configurations/:user_id`: the stored document with its secrets masked. */
export async function readConfiguration(request: ApiRequest): Promise<ApiAnswer> {
  const version = await request.imposter.configurationWithRevision(request.parameter('user_id'));
  return { status: 200, headers: { etag: entityTag(version) }, body: version.document };
}

/** `PUT /api/configurations/:user_id`: saves a document without starting anything. */
export async function saveConfiguration(request: ApiRequest): Promise<ApiAnswer> {
  const named = userIdIn(request.body);
  if (named !== undefined && named !== request.parameter('user_id')) {
    const detail = 'The user_id of the document is not the one in the path. Make them equal.';
    throw new Problem(400, 'user_id_mismatch', detail);
  }
  const ifRevision = await expectedRevision(request, request.parameter('user_id'));
  const { userId } = await request.imposter.saveConfiguration(request.body, {
    checksNewGroups: true,
    ...(ifRevision !== undefined && { ifRevision }),
  });
  return { status: 200, body: { status: 'success', user_id: userId } };
}

/** `DELETE /api/configurations/:user_id`: unlinks a bot, and deletes its queue, conversations and configuration. */
export async function deleteConfiguration(request: ApiRequest): Promise<ApiAnswer> {
  const { userId } = await request.imposter.status(request.parameter('user_id'));
  await request.imposter.deleteConfiguration(userId);
  return { status: 200, body: { status: 'success', user_id: userId } };
}
