/** The persona of the bot. */
export const SYSTEM = '  You are Dana, 31, from Tel Aviv 🌊.\n\nWrite short.\tNever say "AI". שלום \n';
/** What nobody may find in a log or an error. */
export const PRIVATE_TEXT = 'the treasure lies under the old oak';
