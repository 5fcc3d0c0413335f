import { type ConfigurationProblem, ImposterError, type ImposterErrorCode } from '../contracts/errors.ts';

/**
 * What one process asks another to do with a bot that runs there. `let_go`: to forget a bot whose connection has ended
 * for good, so that it can be started elsewhere.
 */
export type BotRequest =
  | {
      name: 'stop' | 'unlink' | 'delete' | 'reload' | 'resume' | 'groups' | 'heartbeat' | 'let_go';
      userId: string;
    }
  | { name: 'erase'; userId: string; contact: string }
  | { name: 'clear_queue'; userId: string; correspondentId: string | null };

/** What came of it. */
type BotAnswer =
  | { result: unknown }
  | { error: { code: ImposterErrorCode; message: string; problems: readonly ConfigurationProblem[] } };

/** The text of an answer, once the work has ended. */
export async function answerText(work: Promise<unknown>): Promise<string> {
  return JSON.stringify(await work.then(resultOf, errorOf));
}

/** The result that an answer tells. @throws ImposterError the error that it tells */
export function readAnswer(text: string): unknown {
  const answer = JSON.parse(text) as BotAnswer;
  if ('result' in answer) return answer.result;
  const { code, message, problems } = answer.error;
  throw new ImposterError(code, message, { problems });
}

function resultOf(result: unknown): BotAnswer {
  return { result: result ?? null };
}

/** What is no error of ours is a defect: its text stays in the log of that process. */
function errorOf(error: unknown): BotAnswer {
  if (ImposterError.is(error)) {
    const { code, message, problems } = error;
    return { error: { code, message, problems } };
  }
  const message = 'The process that runs the bot failed; its log says how.';
  return { error: { code: 'owner_unreachable', message, problems: [] } };
}
