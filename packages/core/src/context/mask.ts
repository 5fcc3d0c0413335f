/** What stands in the place of a number, an e-mail address or a link. */
const NUMBER = '[number]';
const ADDRESS = '[address]';
const LINK = '[link]';

/** What people write between the digits of one number: blanks, invisible characters, dashes, brackets, dots, plus. */
const BETWEEN = String.raw`[\s\p{Cf}\p{M}\p{Pd}\p{Ps}\p{Pe}.．。·•+＋﹢\u2212/\\_*~|]`;
const DIGIT = String.raw`[\p{Nd}\p{No}]`;
const LONG_NUMBER = new RegExp(`(?:${DIGIT}${BETWEEN}*){5,}${DIGIT}\\p{M}*`, 'gu');

/** An at sign inside a word; `@ann` and `(@ann)` name somebody and tell nothing. */
const EMAIL = /[^@\s\p{Ps}\p{Pi}]@[^@\s]/u;
const LINK_START = /https?:|:\/\/|www\./;
/** `example.com/path`, also with a port in between; the name alone is no link. */
const BARE_LINK = /[\p{L}\p{M}\p{N}]\.\p{L}[\p{L}\p{M}\p{N}-]+(?::\d+)?[/?#]/u;

/**
 * A text without what identifies or opens something: numbers of six digits and more in any script, also written in
 * groups as telephone numbers are; e-mail addresses; links. It takes away too much rather than too little: a date in
 * digits goes, and so does a whole word that contains a link. Takes time in proportion to the length of the text.
 */
export function mask(text: string): string {
  return text.replace(/\S+/g, maskWord).replace(LONG_NUMBER, NUMBER);
}

function maskWord(word: string): string {
  // Most words have nothing that addresses need.
  if (!/[^\p{L}\p{N}]/u.test(word)) return word;
  const plain = word
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .toLowerCase();
  if (EMAIL.test(plain)) return ADDRESS;
  return LINK_START.test(plain) || BARE_LINK.test(plain) ? LINK : word;
}
