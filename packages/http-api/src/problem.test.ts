import { ImposterError, type ImposterErrorCode } from '@chat-imposter/core';
import { describe, expect, it } from 'vitest';
import { answerOf, Problem, problemOf } from './problem.ts';

const SECRET = 'mongodb://ann:hunter2@example.com';

describe('problemOf', () => {
  it.each<[ImposterErrorCode, number]>([
    ['already_active', 409],
    ['auth_corrupt', 409],
    ['invalid_configuration', 422],
    ['llm_key_missing', 409],
    ['not_connected', 409],
    ['not_linked', 409],
    ['unknown_bot', 404],
    ['unknown_contact', 404],
    ['unknown_provider', 422],
  ])('tells the message of %s with status %i', (code, status) => {
    const problem = problemOf(new ImposterError(code, 'Do this instead.'));
    expect(problem).toMatchObject({ code, status, message: 'Do this instead.' });
  });

  it.each<ImposterErrorCode>(['closed', 'fenced', 'lease_elsewhere', 'store_locked', 'store_unavailable'])(
    'keeps the message of %s to itself, with status 503',
    (code) => {
      const error = new ImposterError(code, `Cannot reach ${SECRET}.`);
      const problem = problemOf(error);
      expect(problem).toMatchObject({ code, status: 503, cause: error });
      expect(JSON.stringify(answerOf(problem))).not.toContain('hunter2');
    },
  );

  it.each([
    ['an error', new Error(SECRET)],
    ['a string', SECRET],
    ['nothing', undefined],
    ['an error of a newer version', new ImposterError('brand_new' as ImposterErrorCode, SECRET)],
  ])('says nothing of %s but that it happened', (_, error) => {
    const problem = problemOf(error);
    expect(problem).toMatchObject({ code: 'internal_error', status: 500, cause: error });
    expect(JSON.stringify(answerOf(problem))).not.toContain('hunter2');
  });

  it('lists all problems of a document', () => {
    const problems = [
      { path: 'user_id', message: 'Give one.' },
      { path: 'queue_config.max_days', message: 'Make it positive.' },
    ];
    const error = new ImposterError('invalid_configuration', 'Two problems.', { problems });
    expect(problemOf(error).errors).toEqual(problems);
  });

  it('gives a 422 at least one entry in errors', () => {
    const error = new ImposterError('unknown_provider', 'Nobody is called x.');
    expect(problemOf(error).errors).toEqual([{ path: '', message: 'Nobody is called x.' }]);
  });
});

describe('answerOf', () => {
  it('makes problem+json with the headers of the problem', () => {
    const problem = new Problem(405, 'method_not_allowed', 'No.', { headers: { allow: 'GET' } });
    expect(answerOf(problem)).toEqual({
      status: 405,
      headers: { allow: 'GET', 'content-type': 'application/problem+json' },
      body: {
        type: 'about:blank',
        title: 'Method Not Allowed',
        status: 405,
        detail: 'No.',
        code: 'method_not_allowed',
      },
    });
  });
});
