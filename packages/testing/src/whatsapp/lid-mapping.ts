import { type BinaryNode, proto } from '@whiskeysockets/baileys';
import { newMessageId } from './chat.ts';
import { type Identity, lidJid, numberJid } from './identity.ts';
import { node, SERVER, wireTime } from './nodes.ts';

/**
 * The server's notice that a LID and a number are one person (`handleMexNotification` in `Socket/messages-recv.js`
 * of Baileys).
 */
export function mappingNotice(identity: Identity): BinaryNode {
  const profiles = { jid: lidJid(identity), added_profiles: [{ pn: numberJid(identity) }] };
  const body = JSON.stringify({ data: { xwa2_notify_linked_profiles: profiles } });
  const attributes = { from: SERVER, type: 'mex', id: newMessageId(), t: wireTime(Date.now()) };
  const operation = { op_name: 'NotificationLinkedProfilesUpdates' };
  return node('notification', attributes, [node('update', operation, Buffer.from(body))]);
}

/** What the phone tells its linked devices when chats move from numbers to LIDs. */
export function mappingMigration(identities: readonly Identity[]): proto.Message.IProtocolMessage {
  const pnToLidMappings = identities.map(({ number, lid }) => ({
    pn: Number(number),
    assignedLid: Number(lid),
    latestLid: Number(lid),
  }));
  const payload = { pnToLidMappings, chatDbMigrationTimestamp: Number(wireTime(Date.now())) };
  return {
    type: proto.Message.ProtocolMessage.Type.LID_MIGRATION_MAPPING_SYNC,
    lidMigrationMappingSyncMessage: {
      encodedMappingPayload: proto.LIDMigrationMappingSyncPayload.encode(payload).finish(),
    },
  };
}
