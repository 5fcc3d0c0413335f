import type { proto } from '@whiskeysockets/baileys';

type Content = proto.IMessage;
/** A kind of content, by the name of its field. */
export type Kind = keyof Content;
type Words = readonly (string | null | undefined)[];
type Readers = { readonly [K in Kind]?: (part: NonNullable<Content[K]>) => Words };

/** What a person reads of kinds that are words above all, line by line. */
const LINES: Readers = {
  conversation: (text) => [text],
  extendedTextMessage: ({ text }) => [text],
  buttonsResponseMessage: ({ selectedDisplayText }) => [selectedDisplayText],
  listResponseMessage: ({ title }) => [title],
  templateButtonReplyMessage: ({ selectedDisplayText }) => [selectedDisplayText],
  interactiveResponseMessage: ({ body }) => [body?.text],
  questionResponseMessage: ({ text }) => [text],
  buttonsMessage: ({ text, contentText, footerText }) => [text, contentText, footerText],
  listMessage: ({ title, description, footerText }) => [title, description, footerText],
  templateMessage: linesOfTemplate,
  highlyStructuredMessage: ({ hydratedHsm }) => (hydratedHsm ? linesOfTemplate(hydratedHsm) : []),
  interactiveMessage: linesOfInteractive,
  productMessage: ({ product, body, footer }) => [product?.title, product?.description, body, footer],
  orderMessage: ({ orderTitle, message }) => [orderTitle, message],
  groupInviteMessage: ({ groupName, caption }) => [groupName, caption],
  newsletterAdminInviteMessage: ({ newsletterName, caption }) => [newsletterName, caption],
  newsletterFollowerInviteMessageV2: ({ newsletterName, caption }) => [newsletterName, caption],
  invoiceMessage: ({ note }) => [note],
  sendPaymentMessage: ({ noteMessage }) => linesOfNote(noteMessage),
  requestPaymentMessage: ({ noteMessage }) => linesOfNote(noteMessage),
  scheduledCallCreationMessage: ({ title }) => [title],
  richResponseMessage: ({ submessages }) => (submessages ?? []).map(({ messageText }) => messageText),
};

/** What a person reads beside something that is no text. */
const CAPTIONS: Readers = {
  imageMessage: ({ caption }) => [caption],
  videoMessage: ({ caption }) => [caption],
  ptvMessage: ({ caption }) => [caption],
  documentMessage: ({ caption }) => [caption],
  stickerPackMessage: ({ name, caption }) => [name, caption],
  locationMessage: ({ name, address }) => [name, address],
  liveLocationMessage: ({ caption }) => [caption],
  contactMessage: ({ displayName }) => [displayName],
  contactsArrayMessage: ({ contacts }) => (contacts ?? []).map(({ displayName }) => displayName),
  pollCreationMessage: ({ name }) => [name],
  pollCreationMessageV2: ({ name }) => [name],
  pollCreationMessageV3: ({ name }) => [name],
  pollCreationMessageV5: ({ name }) => [name],
  eventMessage: ({ name }) => [name],
};

/** The text of a kind that is one, in lines; null for other kinds and when there is nothing to read. */
export function writtenText(content: Content, kind: Kind): string | null {
  return joined(read(LINES, content, kind), '\n');
}

/** The words beside a kind that is no text, such as a caption, a question or a name; null when there are none. */
export function captionOf(content: Content, kind: Kind): string | null {
  return joined(read(CAPTIONS, content, kind), ', ');
}

function read<K extends Kind>(readers: Readers, content: Content, kind: K): Words {
  const part = content[kind];
  return part === null || part === undefined ? [] : (readers[kind]?.(part) ?? []);
}

function joined(words: Words, separator: string): string | null {
  return words.filter(Boolean).join(separator) || null;
}

function linesOfTemplate(template: proto.Message.ITemplateMessage): Words {
  const { interactiveMessageTemplate: interactive } = template;
  if (interactive) return linesOfInteractive(interactive);
  const rows = template.hydratedTemplate ?? template.hydratedFourRowTemplate;
  return [rows?.hydratedTitleText, rows?.hydratedContentText, rows?.hydratedFooterText];
}

function linesOfInteractive({
  header,
  body,
  footer,
  carouselMessage,
}: proto.Message.IInteractiveMessage): Words {
  const cards = carouselMessage?.cards?.map((card) => card.body?.text) ?? [];
  return [header?.title, header?.subtitle, body?.text, ...cards, footer?.text];
}

function linesOfNote(note: Content | null | undefined): Words {
  return [note?.conversation, note?.extendedTextMessage?.text];
}
