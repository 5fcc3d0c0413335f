import { createSchemaUtils, type RJSFSchema } from '@rjsf/utils';
import { describe, expect, it } from 'vitest';
import { schemaAt } from '../document/schema-refs.ts';
import { formSchema } from '../form/form-schema.ts';
import { errorsByField, formValidator } from './form-validator.ts';
import { documentWith, SCHEMA } from './schema-fixture.ts';

const drawn = formSchema(SCHEMA) as RJSFSchema;
const utils = createSchemaUtils(formValidator, drawn as never);
const llm = schemaAt(drawn, ['properties', 'llm', 'anyOf']) as RJSFSchema[];
const keys = schemaAt(drawn, ['$defs', 'Llm', 'oneOf']) as RJSFSchema[];

describe('formValidator', () => {
  it.each([
    ['a model', documentWith().llm, 0],
    ['a model that lacks something', { name: 'openAi' }, 0],
    ['null', null, 1],
  ])('lets the form match %s with its option', (_, value, option) => {
    const options = llm.map((choice) => utils.retrieveSchema(choice, value as never));
    expect(utils.getClosestMatchingOption(value as never, options, 0)).toBe(option);
  });

  it.each([
    ['no source', { model: 'm' }, 0],
    ['the environment', { model: 'm', api_key_source: 'environment' }, 0],
    ['a key', { model: 'm', api_key_source: 'explicit', api_key: 'k' }, 1],
    ['a key that is still to be typed', { model: 'm', api_key_source: 'explicit' }, 1],
  ])('lets the form match %s with its kind of key', (_, value, option) => {
    const options = keys.map((choice) => utils.retrieveSchema(choice, value as never));
    expect(utils.getClosestMatchingOption(value as never, options, 0)).toBe(option);
  });

  it('leaves a document as it is, without defaults', () => {
    const document = documentWith({ top_p: 1 });
    const behavior = { emptyObjectFields: 'skipDefaults', constAsDefaults: 'never' } as const;
    const filled = createSchemaUtils(formValidator, drawn as never, behavior).getDefaultFormState(
      drawn as never,
      document as never,
    );
    expect(JSON.parse(JSON.stringify(filled))).toEqual(document);
  });

  it('gives problems in a tree like that of the document', () => {
    const tree = errorsByField([{ path: ['llm', 'settings', 'model'], message: 'no' }]);
    expect(tree).toEqual({ llm: { settings: { model: { __errors: ['no'] } } } });
  });
});
