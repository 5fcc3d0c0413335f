import { type BinaryNode, getAllBinaryNodeChildren, S_WHATSAPP_NET } from '@whiskeysockets/baileys';

/** Where the server's own stanzas come from. */
export const SERVER = S_WHATSAPP_NET;

/** Builds a node; attributes that are `undefined` are left out. */
export function node(
  tag: string,
  attributes: Record<string, string | undefined> = {},
  content?: BinaryNode['content'],
): BinaryNode {
  const attrs: Record<string, string> = {};
  for (const [name, value] of Object.entries(attributes)) if (value !== undefined) attrs[name] = value;
  return content === undefined ? { tag, attrs } : { tag, attrs, content };
}

/** The tag of the first child: what an `iq` or an `ib` is about. */
export function topic(stanza: BinaryNode): string | undefined {
  return getAllBinaryNodeChildren(stanza)[0]?.tag;
}

/** What a client asks, as `<namespace> <first child>`; the namespace alone when the query is empty. */
export function queryName(query: BinaryNode): string {
  return [query.attrs.xmlns, topic(query)].filter(Boolean).join(' ');
}

/** The instant as the wire writes it: whole seconds since 1970. */
export function wireTime(epochMs: number): string {
  return String(Math.floor(epochMs / 1000));
}

/** The answer to a query: the same id, from where the query was sent to. */
export function result(query: BinaryNode, content?: BinaryNode[]): BinaryNode {
  return node('iq', { from: query.attrs.to ?? SERVER, type: 'result', id: query.attrs.id }, content);
}

/** The refusal of a query. */
export function refusal(query: BinaryNode, code: number, text: string): BinaryNode {
  const attributes = { from: query.attrs.to ?? SERVER, type: 'error', id: query.attrs.id };
  return node('iq', attributes, [node('error', { code: String(code), text })]);
}
