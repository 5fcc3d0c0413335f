import {
  ImposterError,
  LlmError,
  type LlmModel,
  type LlmModelContext,
  type LlmProvider,
  type LlmRequest,
  type LlmResult,
} from '@chat-imposter/core';
import { z } from 'zod';

/** A provider made wrong: what is wrong with it, and the check that must find it. */
export interface WrongProvider {
  mistake: string;
  /** The title of the check. */
  foundBy: string;
  /** What the failure speaks of. */
  complaint: RegExp;
  spoil: (provider: LlmProvider) => LlmProvider;
}

type Generate = LlmModel['generate'];

/** Lets the model answer otherwise. */
function model(change: (generate: Generate, context: LlmModelContext) => Generate) {
  return (provider: LlmProvider): LlmProvider => ({
    ...provider,
    createModel(config, context) {
      const made = provider.createModel(config, context);
      return { generate: change((request, options) => made.generate(request, options), context) };
    },
  });
}

/** Lets the model be asked otherwise. */
function request(change: (request: LlmRequest) => LlmRequest) {
  return model((generate) => (given, options) => generate(change(given), options));
}

/** Lets every result be another one. */
function result(change: (result: LlmResult) => LlmResult) {
  return model((generate) => async (given, options) => change(await generate(given, options)));
}

/** Lets every failure be another one. */
function failure(change: (error: LlmError, context: LlmModelContext) => unknown) {
  return model((generate, context) => async (given, options) => {
    try {
      return await generate(given, options);
    } catch (error) {
      throw change(error as LlmError, context);
    }
  });
}

const API_KEY = 'key-0123456789-of-the-fake-model';
const ignored = { signal: new AbortController().signal };

/** Mistakes that authors make. */
export const wrongProviders: readonly WrongProvider[] = [
  {
    mistake: 'fails with errors of its own',
    foundBy: 'fails as server on server_error, which may be tried again, after one request',
    complaint: /LlmError/,
    spoil: failure((error) => new TypeError('fetch failed', { cause: error })),
  },
  {
    mistake: 'takes an empty account for too many requests',
    foundBy: 'fails as quota on quota, which is not to be tried again, after one request',
    complaint: /to include|quota/,
    spoil: failure((error) => (error.kind === 'quota' ? new LlmError('rate_limit', 'wait') : error)),
  },
  {
    mistake: 'tries again by itself',
    foundBy: 'fails as server on server_error, which may be tried again, after one request',
    complaint: /the call fails|LlmError/,
    spoil: model(
      (generate) => (given, options) => generate(given, options).catch(() => generate(given, options)),
    ),
  },
  {
    mistake: 'asks twice',
    foundBy: 'sends one request for one call',
    complaint: /length/,
    spoil: model((generate) => async (given, options) => {
      await generate(given, options);
      return generate(given, options);
    }),
  },
  {
    mistake: 'does not say how long to wait',
    foundBy: 'tells how long the server asks to wait on rate_limit',
    complaint: /retryAfterMs|match object/,
    spoil: failure((error) => new LlmError(error.kind, error.message)),
  },
  {
    mistake: 'invents a time to wait',
    foundBy: 'fails as rate_limit on rate_limit, which may be tried again, after one request',
    complaint: /asked for no wait/,
    spoil: failure((error) => new LlmError(error.kind, error.message, { retryAfterMs: 1_000 })),
  },
  {
    mistake: 'trims the persona',
    foundBy: 'sends the persona first, byte for byte, once',
    complaint: /deeply equal/,
    spoil: request((given) => ({ ...given, system: given.system.trim() })),
  },
  {
    mistake: 'puts the clock into the persona',
    foundBy: 'sends the same at each call, and changes nothing of what it was given',
    complaint: /deeply equal/,
    spoil: (given) => {
      let count = 0;
      return request((asked) => ({ ...asked, system: `${asked.system} ${++count}` }))(given);
    },
  },
  {
    mistake: 'merges messages of one role',
    foundBy: 'sends the messages as they are, in their order, with their roles',
    complaint: /deeply equal/,
    spoil: request((given) => ({
      ...given,
      messages: given.messages.filter(({ role }, index) => role !== given.messages[index - 1]?.role),
    })),
  },
  {
    mistake: 'changes the messages that it was given',
    foundBy: 'sends the same at each call, and changes nothing of what it was given',
    complaint: /deeply equal/,
    spoil: request((given) => {
      for (const message of given.messages) message.content = message.content.trim();
      return given;
    }),
  },
  {
    mistake: 'ignores the longest answer of a request',
    foundBy: 'sends the longest answer that a request sets, and none of an earlier one',
    complaint: /123/,
    spoil: request(({ system, messages }) => ({ system, messages })),
  },
  {
    mistake: 'asks when a model is made',
    foundBy: 'sends no request when a model is made',
    complaint: /deeply equal/,
    spoil: (given) => ({
      ...given,
      createModel(config, context) {
        const made = given.createModel(config, context);
        void made.generate({ system: '', messages: [] }, ignored);
        return made;
      },
    }),
  },
  {
    mistake: 'throws away the usage',
    foundBy: 'gives the text as it is, how it ended, the model and the usage',
    complaint: /match object/,
    spoil: result((given) => ({
      ...given,
      usage: { inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, reasoningTokens: 0 },
    })),
  },
  {
    mistake: 'trims the answer',
    foundBy: 'gives the text as it is, how it ended, the model and the usage',
    complaint: /match object/,
    spoil: result((given) => (given.kind === 'text' ? { ...given, text: given.text.trim() } : given)),
  },
  {
    mistake: 'says that half an answer is a whole one',
    foundBy: 'gives a text that was cut at the limit, and says so',
    complaint: /match object/,
    spoil: result((given) => (given.kind === 'text' ? { ...given, finish: 'stop' } : given)),
  },
  {
    mistake: 'takes a refusal for a text',
    foundBy: 'tells a refusal from a text',
    complaint: /match object/,
    spoil: result((given) =>
      given.kind === 'refusal' ? { ...given, kind: 'text', text: given.refusal, finish: 'stop' } : given,
    ),
  },
  {
    mistake: 'does not hear an abort',
    foundBy: 'ends a call at once while the server says nothing',
    complaint: /LlmError/,
    spoil: model((generate) => (given) => generate(given, ignored)),
  },
  {
    mistake: 'asks although it was aborted before',
    foundBy: 'sends nothing when it was aborted before',
    complaint: /deeply equal/,
    spoil: model((generate) => async (given, options) => {
      if (options.signal.aborted) await generate(given, ignored);
      return generate(given, options);
    }),
  },
  {
    mistake: 'takes an abort for a network failure',
    foundBy: 'ends a call at once while the server says nothing',
    complaint: /aborted/,
    spoil: failure((error) => (error.kind === 'aborted' ? new LlmError('network', 'terminated') : error)),
  },
  {
    mistake: 'leaves a listener on the signal',
    foundBy: 'leaves nothing behind on the signal, which lives longer than the call',
    complaint: /deeply equal/,
    spoil: model((generate) => (given, options) => {
      options.signal.addEventListener('abort', () => {});
      return generate(given, options);
    }),
  },
  {
    mistake: 'has no time limit of its own',
    foundBy: 'fails as timeout by its own time limit when the server says nothing',
    complaint: /LlmError/,
    spoil: (given) => ({
      ...given,
      createModel: (config, context) =>
        given.createModel({ ...(config as object), timeout_ms: undefined }, context),
    }),
  },
  {
    mistake: 'shows the key in an error',
    foundBy: 'fails as auth on auth, which is not to be tried again, after one request',
    complaint: /private words/,
    spoil: failure((error) => new LlmError(error.kind, `The key ${API_KEY.slice(0, 8)}… was refused.`)),
  },
  {
    mistake: 'hides the key in the cause of an error',
    foundBy: 'fails as auth on auth, which is not to be tried again, after one request',
    complaint: /private words/,
    spoil: failure((error) => {
      const cause = Object.assign(new Error('401'), { request: { headers: { authorization: API_KEY } } });
      return new LlmError(error.kind, error.message, { cause });
    }),
  },
  {
    mistake: 'logs what it is asked',
    foundBy: 'sends one request for one call',
    complaint: /private words/,
    spoil: model((generate, { logger }) => (given, options) => {
      logger.debug({ given }, 'asking');
      return generate(given, options);
    }),
  },
  {
    mistake: 'mixes up calls at the same time',
    foundBy: 'get each its own answer, also when the last is answered first',
    complaint: /deeply equal|did not settle/,
    spoil: (given) => {
      let last: Promise<LlmResult> | undefined;
      return model((generate) => async (asked, options) => {
        last = generate(asked, options);
        await Promise.resolve();
        return last;
      })(given);
    },
  },
  {
    mistake: 'does not notice that there is no key',
    foundBy: 'says so at once when no key is to be had, and where it was looked for',
    complaint: /ImposterError/,
    spoil: (given) => ({
      ...given,
      createModel(config, context) {
        try {
          return given.createModel(config, context);
        } catch {
          return { generate: () => Promise.reject(new LlmError('auth', 'There is no key.')) };
        }
      },
    }),
  },
  {
    mistake: 'says something else when there is no key',
    foundBy: 'says so at once when no key is to be had, and where it was looked for',
    complaint: /match object/,
    spoil: (given) => ({
      ...given,
      createModel() {
        throw new ImposterError('invalid_configuration', 'The key is missing.');
      },
    }),
  },
  {
    mistake: 'refuses what the engine reads',
    foundBy: 'takes the persona and the number of retries, which are read by the engine, and keeps them',
    complaint: /max_retries/,
    spoil: (given) => ({
      ...given,
      configSchema: z.strictObject({ model: z.string(), api_key: z.string() }),
    }),
  },
  {
    mistake: 'is of another contract',
    foundBy: 'names the contract that it keeps, and itself',
    complaint: /to be 1/,
    spoil: (given) => ({ ...given, specVersion: 2 as 1 }),
  },
];
