/** A part of an answer, which tells by its text what it answers. */
export interface AnswerPart {
  /** Another one for each call to the model. */
  answer: number;
  /** From 1 to `parts`. */
  part: number;
  parts: number;
  /** The messages it answers. */
  messageIds: readonly string[];
}

/** What the model says: one line for each part. */
export function answerText(answer: number, parts: number, messageIds: readonly string[]): string {
  const lines = Array.from(
    { length: parts },
    (_, index) => `answer ${answer} part ${index + 1} of ${parts} to ${messageIds.join(' ')}`,
  );
  return lines.join('\n');
}

/**
 * Reads a text that {@link answerText} made.
 * @throws Error for any other text: the bot said something that its model did not
 */
export function readAnswerPart(text: string): AnswerPart {
  const found = /^answer (\d+) part (\d+) of (\d+) to (.+)$/.exec(text);
  if (found === null) throw new Error(`The bot sent a text that is no part of an answer: ${text}`);
  const [, answer, part, parts, messageIds = ''] = found;
  return {
    answer: Number(answer),
    part: Number(part),
    parts: Number(parts),
    messageIds: messageIds.split(' '),
  };
}
