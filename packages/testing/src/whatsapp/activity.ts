import { type BinaryNode, getAllBinaryNodeChildren } from '@whiskeysockets/baileys';
import { node } from './nodes.ts';

/** What somebody does in a chat just now; `paused` ends the other two. */
export type ActivityState = 'composing' | 'recording' | 'paused';

/** What a linked device says that its owner does. */
export interface Activity {
  /** The id of the chat. */
  readonly chat: string;
  readonly state: ActivityState;
}

/** Tells that somebody writes or records; recording is composing of sound on the wire. */
export function chatStateStanza(
  origin: { from: string; participant?: string },
  state: ActivityState,
): BinaryNode {
  const content = state === 'recording' ? node('composing', { media: 'audio' }) : node(state);
  return node('chatstate', origin, [content]);
}

/** Reads what a linked device tells of its owner; `undefined` when it is something else. */
export function readChatState(stanza: BinaryNode): Activity | undefined {
  const [content] = getAllBinaryNodeChildren(stanza);
  const chat = stanza.attrs.to;
  if (!chat || (content?.tag !== 'composing' && content?.tag !== 'paused')) return undefined;
  return { chat, state: content.attrs.media === 'audio' ? 'recording' : content.tag };
}
