import { askApi, callApi, segment } from '../../api/call-api.ts';
import type { StoredDocument } from '../document/draft.ts';
import type { JsonObject } from '../document/json.ts';

/** Reads a configuration and the name of its version. */
export async function readStored(userId: string, signal?: AbortSignal): Promise<StoredDocument> {
  const { body, headers } = await askApi<JsonObject>(pathOf(userId), { ...(signal && { signal }) });
  return { document: body, etag: headers.get('etag') ?? '' };
}

/** Saves a configuration over the version that is named. */
export async function writeStored(userId: string, { document, etag }: StoredDocument): Promise<void> {
  await callApi(pathOf(userId), { method: 'PUT', body: document, headers: { 'If-Match': etag } });
}

function pathOf(userId: string): string {
  return `api/configurations/${segment(userId)}`;
}
