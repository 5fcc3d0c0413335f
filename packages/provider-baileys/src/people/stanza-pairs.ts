import type { BinaryNode } from '@whiskeysockets/baileys';
import { type IdPair, idPairs } from './id-pair.ts';

/**
 * The pairs of ids that WhatsApp wrote on a message or a notification: of who wrote it, and of whom the owner wrote to.
 * Baileys reads them too, but takes one attribute for all of them, and so may pair the owner with whom they wrote to
 * (`extractAddressingContext` in Utils/decode-wa-message.js).
 */
export function pairsOnStanza({ attrs }: BinaryNode): IdPair[] {
  const author = attrs.participant ?? attrs.from;
  return idPairs(
    [author, attrs.participant_pn],
    [author, attrs.participant_lid],
    [author, attrs.sender_pn],
    [author, attrs.sender_lid],
    [attrs.recipient, attrs.recipient_pn],
    [attrs.recipient, attrs.recipient_lid],
    [attrs.recipient, attrs.peer_recipient_pn],
    [attrs.recipient, attrs.peer_recipient_lid],
  );
}

/** The pairs of ids in what WhatsApp tells of groups, in the node and all below it: members, creators, who named it. */
export function pairsInGroupNode({ attrs, content }: BinaryNode): IdPair[] {
  const here = idPairs(
    [attrs.jid, attrs.phone_number],
    [attrs.jid, attrs.lid],
    [attrs.creator, attrs.creator_pn],
    [attrs.s_o, attrs.s_o_pn],
  );
  return Array.isArray(content) ? [...here, ...content.flatMap(pairsInGroupNode)] : here;
}
