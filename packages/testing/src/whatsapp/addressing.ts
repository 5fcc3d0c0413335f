import { type Identity, lidJid, numberJid } from './identity.ts';

/** Which of the two ids of a person stands in `from` or `participant`; the other one goes along beside it. */
export type Addressing = 'number' | 'lid';

/** How the ids of people are written in a stanza. */
export interface IdStyle {
  addressing: Addressing;
  /** Whether the other id of each person goes along; without it the client has to find out by itself. */
  tellsOtherId: boolean;
}

/** The id of a person in this style; `device` is left out when it is 0. */
export function styledJid(
  identity: Identity,
  { addressing }: Pick<IdStyle, 'addressing'>,
  device = 0,
): string {
  return addressing === 'lid' ? lidJid(identity, device) : numberJid(identity, device);
}

/** The other id of a person, when it goes along. */
export function otherJid(identity: Identity, { addressing, tellsOtherId }: IdStyle): string | undefined {
  if (!tellsOtherId) return undefined;
  return addressing === 'lid' ? numberJid(identity) : lidJid(identity);
}

/** The attribute beside `from` or `participant` that says the other id: `sender_lid`, `participant_pn` and so on. */
export function otherIdAttribute(
  role: 'sender' | 'participant' | 'peer_recipient',
  identity: Identity,
  style: IdStyle,
): Record<string, string> {
  const other = otherJid(identity, style);
  return other ? { [`${role}_${style.addressing === 'lid' ? 'pn' : 'lid'}`]: other } : {};
}
