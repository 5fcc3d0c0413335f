import { MAX_PARTS, SILENCE } from '../reply-form.ts';

/**
 * The messages that an answer of the model becomes, one per line; none for silence or an empty answer.
 * Lines beyond the limit stay together in the last message.
 */
export function splitReply(text: string, ownNames: readonly string[]): string[] {
  const lines = unquote(text.replace(THOUGHTS, '').trim())
    .split('\n')
    .map((line) => cleanLine(line, ownNames))
    .filter((line) => line !== '' && line !== SILENCE);
  if (lines.length <= MAX_PARTS) return lines;
  return [...lines.slice(0, MAX_PARTS - 1), lines.slice(MAX_PARTS - 1).join('\n')];
}

/** Some local models put their reasoning in front of the answer. */
const THOUGHTS = /^\s*<think>.*?(?:<\/think>|$)/s;

const CLOCK_ECHO = /^\[(?:\p{L}{2,3} )?\d{1,2}:\d{2}(?:, \d{1,2} \p{L}{3})?(?:;[^\]]*)?\]\s*/u;

/** Takes off what models add: a clock, the own name in front, markdown emphasis, quotes around it all. */
function cleanLine(line: string, ownNames: readonly string[]): string {
  let clean = line.trim().replace(CLOCK_ECHO, '');
  for (const name of ownNames) {
    const isNamed = name !== '' && clean[name.length] === ':';
    if (isNamed && clean.slice(0, name.length).toLowerCase() === name.toLowerCase()) {
      clean = clean.slice(name.length + 1).trim();
    }
  }
  return unquote(clean.replace(/\*\*(.+?)\*\*/g, '$1'));
}

function unquote(text: string): string {
  const quoted = /^(?:"([^"]*)"|“([^“”]*)”)$/s.exec(text);
  return quoted === null ? text : (quoted[1] ?? quoted[2] ?? '').trim();
}
