const CLIENT_SETTING = 'is a setting of the program, which a configuration cannot change; remove it';
const PROMPT = 'is made by the program from the conversation; remove it';
const ONE_ANSWER = 'cannot be set, because the program reads exactly one whole answer; remove it';
const NO_TOOLS = 'cannot be set, because the program gives the model no tools; remove it';

/**
 * Keys of `provider_config` that are not passed on to the server but refused: options of the SDK's client, which
 * could send the key elsewhere, and what the program itself puts into a request. The value says what to do instead.
 */
export const REFUSED_KEYS: ReadonlyMap<string, string> = new Map([
  ['baseURL', `${CLIENT_SETTING}, or write "base_url"`],
  ['apiKey', `${CLIENT_SETTING}, or write "api_key"`],
  ['organization', CLIENT_SETTING],
  ['project', CLIENT_SETTING],
  ['fetch', CLIENT_SETTING],
  ['fetchOptions', CLIENT_SETTING],
  ['httpAgent', CLIENT_SETTING],
  ['defaultHeaders', CLIENT_SETTING],
  ['defaultQuery', CLIENT_SETTING],
  ['logger', CLIENT_SETTING],
  ['dangerouslyAllowBrowser', CLIENT_SETTING],
  ['messages', PROMPT],
  ['stream', ONE_ANSWER],
  ['n', ONE_ANSWER],
  ['tools', NO_TOOLS],
  ['functions', NO_TOOLS],
]);
