import { expect, it } from 'vitest';
import { SCHEMA } from '../validation/schema-fixture.ts';
import { valueForOption } from './option-value.ts';
import { schemaAt } from './schema-refs.ts';

const [llm, none] = schemaAt(SCHEMA, ['properties', 'llm', 'anyOf']) as unknown[];
const [environment, explicit] = schemaAt(SCHEMA, ['$defs', 'Llm', 'oneOf']) as unknown[];

it.each([
  ['a model', { name: 'openAi' }, { from: llm, to: none }, null],
  ['nothing', null, { from: none, to: llm }, { name: 'openAi', settings: {} }],
  [
    'a key',
    { model: 'm', api_key_source: 'explicit', api_key: 'k' },
    { from: explicit, to: environment },
    { model: 'm', api_key_source: 'environment' },
  ],
  [
    'no key',
    { model: 'm', top_p: 1 },
    { from: environment, to: explicit },
    { model: 'm', top_p: 1, api_key_source: 'explicit' },
  ],
])('makes of %s what the other option wants', (_, value, change, expected) => {
  expect(valueForOption(value, change)).toEqual(expected);
});
