import { createHash } from 'node:crypto';
import { type Imposter, ImposterError } from '@chat-imposter/core';
import type { ApiRequest } from '../api-request.ts';
import { Problem } from '../problem.ts';

/** A configuration as it is shown. */
interface Version {
  document: object;
  revision: number;
}

/**
 * Names a version of a configuration (RFC 9110, section 8.8.3). Revisions begin anew when a bot was deleted, so what it says is
 * in the name as well.
 */
export function entityTag({ document, revision }: Version): string {
  const digest = createHash('sha256').update(JSON.stringify(document)).digest('hex').slice(0, 16);
  return `"${revision}-${digest}"`;
}

/**
 * The revision that a save depends on, by the headers `If-Match` and `If-None-Match` (RFC 9110, sections 13.1.1 and 13.1.2);
 * null: there must be none; undefined: it depends on nothing.
 * @throws Problem 412 when the configuration is another one already
 */
export async function expectedRevision(
  { imposter, header }: Pick<ApiRequest, 'imposter' | 'header'>,
  userId: string | undefined,
): Promise<number | null | undefined> {
  const [match, noneMatch] = [header('if-match'), header('if-none-match')];
  if (match === null && noneMatch === null) return undefined;
  const current = userId === undefined ? null : await versionOf(imposter, userId);
  if (match !== null && !isNamedIn(match, current)) throw changed();
  if (noneMatch !== null && isNamedIn(noneMatch, current)) throw changed();
  return current?.revision ?? null;
}

async function versionOf(imposter: Imposter, userId: string): Promise<Version | null> {
  try {
    return await imposter.configurationWithRevision(userId);
  } catch (error) {
    if (ImposterError.is(error) && error.code === 'unknown_bot') return null;
    throw error;
  }
}

/** `*` names whatever there is. */
function isNamedIn(header: string, current: Version | null): boolean {
  if (current === null) return false;
  const tags = header.split(',').map((tag) => tag.trim());
  return tags.includes('*') || tags.includes(entityTag(current));
}

function changed(): Problem {
  return new Problem(
    412,
    'revision_conflict',
    'The configuration is not the one that the save is meant for. Read it again, and save what should be changed in it.',
  );
}
