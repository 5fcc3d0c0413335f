import type { ErrorSchema, RJSFSchema, RJSFValidationError, ValidatorType } from '@rjsf/utils';
import { ErrorSchemaBuilder } from '@rjsf/utils';
import { dotted, type JsonObject } from '../document/json.ts';
import { type DocumentProblem, findProblems, fitsSchema } from './find-problems.ts';

/** Validation for the form without evaluating code, which the Content Security Policy of the dashboard forbids. */
export const formValidator: ValidatorType<JsonObject, RJSFSchema> = {
  isValid: (schema, formData, rootSchema) => fitsSchema(schema, { root: rootSchema, value: formData }),
  validateFormData: (formData, schema) => {
    const problems = findProblems(schema, formData);
    return { errors: problems.map(formError), errorSchema: errorsByField(problems) };
  },
  rawValidation: (schema, formData) => ({ errors: findProblems(schema, formData) as never[] }),
};

/** Problems as the form wants them: in a tree like that of the document. */
export function errorsByField(problems: readonly DocumentProblem[]): ErrorSchema<JsonObject> {
  const builder = new ErrorSchemaBuilder<JsonObject>();
  for (const { path, message } of problems) builder.addErrors(message, [...path]);
  return builder.ErrorSchema;
}

function formError({ path, message }: DocumentProblem): RJSFValidationError {
  return { property: `.${dotted(path)}`, message, stack: `${dotted(path)} ${message}` };
}
