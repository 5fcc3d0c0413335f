import { delimiter } from 'node:path';

/**
 * A copy of an environment in which programs are looked for in some folders first.
 * @param {readonly string[]} folders the first one wins
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {NodeJS.ProcessEnv}
 */
export function withPath(folders, env = process.env) {
  // Windows writes it `Path`, and a copy of its environment tells upper case from lower case.
  const name = Object.keys(env).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH';
  return { ...env, [name]: [...folders, ...(env[name] ? [env[name]] : [])].join(delimiter) };
}
