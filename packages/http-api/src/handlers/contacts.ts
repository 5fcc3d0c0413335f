import type { ContactView } from '@chat-imposter/core';
import type { ApiAnswer } from '../api-answer.ts';
import type { ApiRequest } from '../api-request.ts';

/** `GET /api/contacts/:user_id`: everybody who wrote to the bot, and whether they may be answered. */
export async function listContacts(request: ApiRequest): Promise<ApiAnswer> {
  const contacts = await request.imposter.contacts(request.parameter('user_id'));
  return { status: 200, body: { contacts: contacts.map(contactToJson) } };
}

function contactToJson({ chat, mayReply, reason }: ContactView) {
  return {
    correspondent_id: chat.identifier,
    kind: chat.kind,
    display_name: chat.savedName || chat.pushName || chat.identifier,
    alternate_identifiers: chat.alternateIdentifiers,
    may_be_answered: mayReply,
    reason,
  };
}
