import type { Period, PeriodMessage, TrackedGroupView } from '@chat-imposter/core';

/** Groups with their periods for people to read, times in UTC. What contacts wrote cannot become markup. */
export async function* markdown(
  _userId: string,
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
  return text.replace(/\s*[\n\r\u2028\u2029]\s*/g, ' / ').replace(MARKUP, '\\$&');
}
