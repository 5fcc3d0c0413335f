const PHONE = 's.whatsapp.net';
const LID = 'lid';

/** How servers of ids are spelled in the one form that we use; ids of other servers have no person behind them. */
const SERVERS: Record<string, string> = {
  [PHONE]: PHONE,
  'c.us': PHONE,
  hosted: PHONE,
  [LID]: LID,
  'hosted.lid': LID,
};

/** The numbers of WhatsApp's own bots, Meta AI among them (`isJidBot` and `META_AI_JID` in WABinary/jid-utils.js). */
const BOT_NUMBER = /^(1313555\d{4}|131655500\d{2})$/;

/**
 * The id of a person without device and agent: `<digits>@s.whatsapp.net` for a phone-number id, `<digits>@lid` for a
 * LID. Null for everything else, such as groups, channels, the status list, bots and empty text.
 */
export function personId(id: string | null | undefined): string | null {
  const match = /^(\d+)(?:_\d+)?(?::\d+)?@([a-z.]+)$/.exec(id ?? '');
  const server = SERVERS[match?.[2] ?? ''];
  if (!match?.[1] || !server || BOT_NUMBER.test(match[1])) return null;
  return `${match[1]}@${server}`;
}

/** Whether an id names a group. */
export function isGroupId(id: string | null | undefined): id is string {
  return /^[\d-]+@g\.us$/.test(id ?? '');
}

export function isPhoneId(id: string): boolean {
  return id.endsWith(`@${PHONE}`);
}

/** What stands before the `@`. */
export function userOf(id: string): string {
  return id.slice(0, id.indexOf('@'));
}

export function phoneId(user: string): string {
  return `${user}@${PHONE}`;
}

export function lidId(user: string): string {
  return `${user}@${LID}`;
}

/** The ids of one person, in canonical form, each once, the phone-number ids first. Others are left out. */
export function personIds(ids: readonly (string | null | undefined)[]): string[] {
  const known = new Set(ids.map(personId).filter((id) => id !== null));
  return [...known].sort((a, b) => Number(isPhoneId(b)) - Number(isPhoneId(a)));
}
