import { expect, it } from 'vitest';
import { schemaAt } from '../document/schema-refs.ts';
import { SCHEMA } from '../validation/schema-fixture.ts';
import { formSchema, SHOWN_DEFAULT } from './form-schema.ts';

const at = (...path: string[]) => schemaAt(formSchema(SCHEMA), path);

it.each([
  [
    'shows a default without setting it',
    ['properties', 'limits', 'properties', 'most'],
    { type: 'integer', minimum: 1, maximum: 9, [SHOWN_DEFAULT]: 3 },
  ],
  [
    'makes one field of a value or null',
    ['$defs', 'Llm', 'properties', 'effort'],
    { type: ['string', 'null'], enum: ['low', 'high'] },
  ],
  [
    'makes a secret of what is only written',
    ['$defs', 'Secret'],
    { type: 'string', writeOnly: true, format: 'password' },
  ],
  [
    'leaves a titled choice a choice',
    ['properties', 'llm', 'anyOf', '1'],
    { title: 'Collection Only', type: 'null' },
  ],
  ['has no field for keys that nobody knows', ['$defs', 'Llm', 'additionalProperties'], undefined],
])('%s', (_, path, expected) => {
  expect(at(...path)).toEqual(expected);
});
