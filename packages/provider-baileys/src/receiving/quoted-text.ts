import type { proto } from '@whiskeysockets/baileys';
import { limitText } from './limit-text.ts';
import { messageText, wordsOf } from './message-text.ts';
import { unwrap } from './unwrap.ts';

/** The list under which status updates are posted, and quoted. */
const STATUS_LIST = 'status@broadcast';

/**
 * The text of the message that a message answers to, at most 64 KB; a placeholder for other kinds of content. Of a
 * status update only its words: what else there was to see was not said in the chat. Null when nothing is quoted.
 */
export function quotedText(message: proto.IMessage | null | undefined): string | null {
  const context = contextOf(unwrap(message));
  const quoted = context?.quotedMessage;
  if (!quoted) return null;
  const text = context.remoteJid === STATUS_LIST ? wordsOf(quoted) : messageText(quoted);
  return text === null ? null : limitText(text);
}

/** Each kind of content has its own field for it, all of the same name. */
function contextOf(content: proto.IMessage | undefined): proto.IContextInfo | undefined {
  for (const part of Object.values(content ?? {})) {
    if (typeof part === 'object' && part !== null && 'contextInfo' in part && part.contextInfo) {
      return part.contextInfo as proto.IContextInfo;
    }
  }
  return undefined;
}
