import { randomBytes } from 'node:crypto';
import { proto } from '@whiskeysockets/baileys';

const WRAPPERS = {
  ephemeral: 'ephemeralMessage',
  viewOnce: 'viewOnceMessage',
  viewOnceV2: 'viewOnceMessageV2',
  viewOnceV2Extension: 'viewOnceMessageV2Extension',
  documentWithCaption: 'documentWithCaptionMessage',
  edited: 'editedMessage',
  albumPart: 'associatedChildMessage',
  groupStatus: 'groupStatusMessage',
} as const;

/** What a message can be wrapped in: messages that disappear, are seen once, were edited, and so on. */
export type Wrapper = keyof typeof WRAPPERS;

/** Every {@link Wrapper}. */
export const WRAPPER_NAMES = Object.keys(WRAPPERS) as readonly Wrapper[];

/** A message inside another one, as WhatsApp sends messages that old clients are not to show. */
export function wrapped(wrapper: Wrapper, message: proto.IMessage): proto.IMessage {
  return { [WRAPPERS[wrapper]]: { message } };
}

/** A message that another one speaks of, in the eyes of who speaks of it. */
export interface MessageReference {
  id: string;
  /** The id of the chat that it is in. */
  chat: string;
  /** Whether the speaker wrote it. */
  fromMe: boolean;
  /** The id of who wrote it, when somebody else did so in a group. */
  participant?: string;
}

/** Answers a message, with the beginning of it shown above the text. */
export function quoting(reference: MessageReference, quoted: proto.IMessage, text: string): proto.IMessage {
  const { id: stanzaId, chat, participant = chat } = reference;
  return { extendedTextMessage: { text, contextInfo: { stanzaId, participant, quotedMessage: quoted } } };
}

/** A reaction to a message; an empty text takes it back. */
export function reaction(reference: MessageReference, text: string): proto.IMessage {
  return { reactionMessage: { key: keyOf(reference), text, senderTimestampMs: Date.now() } };
}

/** Deletes a message for everyone. */
export function deletion(reference: MessageReference): proto.IMessage {
  return { protocolMessage: { key: keyOf(reference), type: proto.Message.ProtocolMessage.Type.REVOKE } };
}

/** Replaces the text of a message. */
export function edit(reference: MessageReference, text: string): proto.IMessage {
  return {
    protocolMessage: {
      key: keyOf(reference),
      type: proto.Message.ProtocolMessage.Type.MESSAGE_EDIT,
      editedMessage: { conversation: text },
      timestampMs: Date.now(),
    },
  };
}

/** One message of every kind that people send, with nothing behind its media; `caption` is its text where it has one. */
export function sampleMessages(caption: string): Readonly<Record<string, proto.IMessage>> {
  const media = { url: 'https://mmg.whatsapp.net/nothing', mediaKey: randomBytes(32), fileLength: 1 };
  const contact = { displayName: 'Cid', vcard: 'BEGIN:VCARD\nVERSION:3.0\nFN:Cid\nEND:VCARD' };
  const place = { degreesLatitude: 32.08, degreesLongitude: 34.78, name: caption };
  return {
    text: { conversation: caption },
    linkText: { extendedTextMessage: { text: caption, matchedText: 'https://example.com' } },
    image: { imageMessage: { ...media, mimetype: 'image/jpeg', caption } },
    video: { videoMessage: { ...media, mimetype: 'video/mp4', caption } },
    document: { documentMessage: { ...media, mimetype: 'application/pdf', fileName: 'a.pdf', caption } },
    voice: { audioMessage: { ...media, mimetype: 'audio/ogg; codecs=opus', ptt: true, seconds: 2 } },
    audio: { audioMessage: { ...media, mimetype: 'audio/mpeg', ptt: false, seconds: 2 } },
    sticker: { stickerMessage: { ...media, mimetype: 'image/webp' } },
    location: { locationMessage: place },
    liveLocation: { liveLocationMessage: { degreesLatitude: 32.08, degreesLongitude: 34.78, caption } },
    contact: { contactMessage: contact },
    contacts: { contactsArrayMessage: { displayName: '2 contacts', contacts: [contact, contact] } },
    ...interactiveSamples(caption),
  };
}

function interactiveSamples(caption: string): Record<string, proto.IMessage> {
  const options = ['Yes', 'No'].map((optionName) => ({ optionName }));
  const poll = { name: caption, options, selectableOptionsCount: 1 };
  const context = { messageContextInfo: { messageSecret: randomBytes(32) } };
  const rows = [{ title: 'Yes', rowId: 'yes' }];
  const { SINGLE_SELECT } = proto.Message.ListMessage.ListType;
  return {
    poll: { pollCreationMessage: poll, ...context },
    pollV3: { pollCreationMessageV3: poll, ...context },
    event: { eventMessage: { name: caption, startTime: 1_800_000_000 }, ...context },
    buttons: { buttonsMessage: { contentText: caption, buttons: [{ buttonId: 'yes' }] } },
    list: { listMessage: { title: caption, listType: SINGLE_SELECT, sections: [{ title: 'All', rows }] } },
    template: { templateMessage: { hydratedTemplate: { hydratedContentText: caption } } },
    interactive: { interactiveMessage: { body: { text: caption } } },
    buttonReply: { buttonsResponseMessage: { selectedButtonId: 'yes', selectedDisplayText: caption } },
    listReply: { listResponseMessage: { title: caption, singleSelectReply: { selectedRowId: 'yes' } } },
    templateReply: { templateButtonReplyMessage: { selectedId: 'yes', selectedDisplayText: caption } },
    interactiveReply: { interactiveResponseMessage: { body: { text: caption } } },
  };
}

function keyOf({ id, chat, fromMe, participant }: MessageReference): proto.IMessageKey {
  return { id, remoteJid: chat, fromMe, ...(participant !== undefined && { participant }) };
}
