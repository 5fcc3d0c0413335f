import type { Period, PeriodMessage, TrackedGroupView } from '@chat-imposter/core';

/** Groups with their periods for people to read, times in UTC. What contacts wrote cannot become markup. */
export async function* markdown(
  groups: readonly TrackedGroupView[],
  periodsOf: (groupId: string) => AsyncIterable<Period>,
): AsyncGenerator<string> {
  for (const { group } of groups) {
    yield `# ${escaped(group.displayName)}\n\n`;
    for await (const period of periodsOf(group.identifier)) yield section(period);
  }
}

function section({ start, end, digest, messages }: Period): string {
  const lines = messages.map(line);
  const said = lines.length === 0 ? 'Nothing was said.\n' : lines.join('');
  const summary = digest === null ? '' : `${escaped(digest)}\n\n`;
  return `## ${timeOf(start)} to ${timeOf(end)} UTC\n\n${summary}${said}\n`;
}

function line({ sender, content, originatingTime, acceptedTime, isLate }: PeriodMessage): string {
  const when = timeOf(originatingTime ?? acceptedTime);
  return `- ${when}${isLate ? ' (late)' : ''} **${escaped(sender.displayName)}**: ${escaped(content)}\n`;
}

function timeOf(time: number): string {
  return new Date(time).toISOString().slice(0, 19).replace('T', ' ');
}

/** Characters that CommonMark gives a meaning; any ASCII punctuation may be escaped (section 2.4 of its specification). */
const MARKUP = /[\\`*_{}[\]()#+\-.!|<>~&:@"'$%^=/?;,]/g;

/** One line, without markup. */
function escaped(text: string): string {
  return inOneLine(text).replace(MARKUP, '\\$&');
}

/**
 * Line breaks with the blanks around them become ` / `. One regular expression that matches both would look at each blank
 * again for each blank before it: seconds for a message of nothing else.
 */
function inOneLine(text: string): string {
  const lines = text.split(/[\n\r\u2028\u2029]/);
  const last = lines.length - 1;
  return lines
    .map((line, index) => (index === 0 ? line : line.trimStart()))
    .map((line, index) => (index === last ? line : line.trimEnd()))
    .filter((line, index) => line !== '' || index === 0 || index === last)
    .join(' / ');
}
