import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ApiFailure } from './api-failure.ts';
import { type Healing, healed, healingFor } from './parameter-healing.ts';
import type { RequestBody } from './request-body.ts';

const BODY = { model: 'm', messages: [], temperature: 0.7, max_tokens: 50, top_k: 5 };

function failure(part: Partial<ApiFailure>): ApiFailure {
  return { status: 400, code: '', type: '', param: '', message: '', headers: new Headers(), ...part };
}

describe('healingFor', () => {
  it.each<[string, Partial<ApiFailure>, Healing | null]>([
    ['the param field', { param: 'temperature' }, { parameter: 'temperature', replacement: null }],
    ['a part of a parameter', { param: 'top_k.value[0]' }, { parameter: 'top_k', replacement: null }],
    [
      'a name that has another',
      { param: 'max_tokens' },
      { parameter: 'max_tokens', replacement: 'max_completion_tokens' },
    ],
    [
      'the words of OpenAI for an unknown one',
      { message: '400 Unrecognized request argument supplied: top_k' },
      { parameter: 'top_k', replacement: null },
    ],
    [
      'the words of a validator',
      {
        status: 422,
        message: "422 [{'type': 'extra_forbidden', 'loc': ['body', 'top_k'], 'msg': 'Extra inputs'}]",
      },
      { parameter: 'top_k', replacement: null },
    ],
    ['a parameter that was not sent', { param: 'logprobs' }, null],
    ['part of a name', { message: 'Unsupported: top_k_2' }, null],
    ['a name without a refusal', { message: 'temperature is nice' }, null],
    ['the model', { param: 'model', message: 'Unknown model, temperature' }, null],
    ['the messages', { param: 'messages[0].content' }, null],
    ['another status', { status: 500, param: 'temperature' }, null],
  ])('goes by %s', (_case, part, expected) => {
    expect(healingFor(failure(part), BODY, [])).toEqual(expected);
  });

  it('does not go back to a name that was refused', () => {
    const known = [{ parameter: 'max_completion_tokens', replacement: 'max_tokens' }];
    expect(healingFor(failure({ param: 'max_tokens' }), BODY, known)).toEqual({
      parameter: 'max_tokens',
      replacement: null,
    });
  });
});

describe('healingFor and healed', () => {
  it('reach a body that is accepted, whatever a server refuses', () => {
    const names = ['temperature', 'max_tokens', 'max_completion_tokens', 'top_k'];
    fc.assert(
      fc.property(fc.subarray(names), fc.subarray(names), (refused, sent) => {
        const body = { model: 'm', messages: [], ...Object.fromEntries(sent.map((name) => [name, 1])) };
        expect(isAcceptedInTheEnd(body, refused)).toBe(true);
      }),
    );
  });
});

/** Plays a server that refuses one of the names at a time; each may be refused once. */
function isAcceptedInTheEnd(original: RequestBody, refused: readonly string[]): boolean {
  const healings: Healing[] = [];
  for (let tries = 0; tries <= refused.length; tries++) {
    const body = healed(original, healings);
    const param = refused.find((name) => name in body);
    if (param === undefined) return true;
    const healing = healingFor(failure({ param }), body, healings);
    if (healing === null) return false;
    healings.push(healing);
  }
  return false;
}

describe('healed', () => {
  it('drops and renames, one healing after the other', () => {
    const rename = { parameter: 'max_tokens', replacement: 'max_completion_tokens' };
    expect(healed(BODY, [{ parameter: 'top_k', replacement: null }, rename])).toEqual({
      model: 'm',
      messages: [],
      temperature: 0.7,
      max_completion_tokens: 50,
    });
    const both = [rename, { parameter: 'max_completion_tokens', replacement: null }];
    expect(healed(BODY, both)).not.toHaveProperty('max_completion_tokens');
  });

  it('keeps a value that is there under the new name', () => {
    const body = { max_tokens: 1, max_completion_tokens: 2 };
    const rename = { parameter: 'max_tokens', replacement: 'max_completion_tokens' };
    expect(healed(body, [rename])).toEqual({ max_completion_tokens: 2 });
  });

  it('leaves a body without the parameter as it is', () => {
    expect(
      healed({ model: 'm' }, [{ parameter: 'max_tokens', replacement: 'max_completion_tokens' }]),
    ).toEqual({
      model: 'm',
    });
  });
});
