import { type Clock, ImposterError } from '@chat-imposter/core';
import type { BinaryNode } from '@whiskeysockets/baileys';
import { getBinaryNodeChild, getBinaryNodeChildren } from '@whiskeysockets/baileys';
import { within } from '../connection/within.ts';
import { answerOf } from '../sending/send-failure.ts';

/** How long the platform may take to list the groups of an account. */
const PATIENCE_MS = 8_000;

/** Sends a query; undefined when the platform did not answer in time, as with Baileys (`query` in Socket/socket.js). */
export type Query = (node: BinaryNode, timeoutMs: number) => Promise<BinaryNode | undefined>;

/** The groups that an account is in, as the platform lists them. */
export interface ListedGroups {
  groups: readonly { id: string; subject: string }[];
  /** The whole answer. */
  node: BinaryNode;
}

/**
 * Asks which groups the account is in. Baileys' own question (`groupFetchAllParticipating` in Socket/groups.js) gives
 * an empty list when the platform does not answer; here only an answer is one.
 * @throws ImposterError `upstream_timeout`, or `not_connected` when the connection was lost meanwhile
 */
export async function listGroups(query: Query, clock: Clock): Promise<ListedGroups> {
  const node = await ask(query, clock);
  const list = getBinaryNodeChild(node, 'groups');
  if (!node || !list) {
    throw new ImposterError('upstream_timeout', 'WhatsApp did not tell the groups in time; try again later.');
  }
  const groups = getBinaryNodeChildren(list, 'group').flatMap(({ attrs: { id, subject = '' } }) =>
    id ? [{ id: id.includes('@') ? id : `${id}@g.us`, subject }] : [],
  );
  return { groups, node };
}

async function ask(query: Query, clock: Clock): Promise<BinaryNode | undefined> {
  const asking = query(question(), PATIENCE_MS);
  const isAnswered = await within(clock, PATIENCE_MS, asking);
  if (!isAnswered) return undefined;
  try {
    return await asking;
  } catch (cause) {
    throw failure(cause);
  }
}

function question(): BinaryNode {
  const asked = ['participants', 'description'].map((tag) => ({ tag, attrs: {} }));
  return {
    tag: 'iq',
    attrs: { to: '@g.us', xmlns: 'w:g2', type: 'get' },
    content: [{ tag: 'participating', attrs: {}, content: asked }],
  };
}

function failure(cause: unknown): ImposterError {
  return answerOf(cause) === undefined
    ? new ImposterError('not_connected', 'The connection to WhatsApp was lost; try again.', { cause })
    : new ImposterError('upstream_timeout', 'WhatsApp refused to tell the groups; try again later.', {
        cause,
      });
}
