import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, it } from 'vitest';
import { routes } from '../routes.ts';
import { openApiOfTests, schemaCompiler } from '../test-support/answer-check.ts';

describe('openapi.json', () => {
  it('is a valid document of OpenAPI 3.1', async () => {
    const { valid, errors } = await new Validator().validate({ ...(await openApiOfTests()) });
    expect([valid, errors]).toEqual([true, undefined]);
  });

  it('has every call, with what it answers, and nothing else', async () => {
    const { paths } = await openApiOfTests();
    const ids = Object.values(paths).flatMap((path) =>
      Object.values(path).map(({ operationId }) => operationId),
    );
    expect(ids.sort()).toEqual(routes.map(({ id }) => id).sort());
  });

  it('leads every reference to a schema', async () => {
    const document = await openApiOfTests();
    const names = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"/]+)/g)];
    expect(names.length).toBeGreaterThan(50);
    for (const [, name = ''] of names) expect(Object.keys(document.components.schemas)).toContain(name);
    expect(JSON.stringify(document)).not.toContain('$defs');
  });

  it('has an example of each JSON answer that is not a document of its own, and each fits its schema', async () => {
    const document = await openApiOfTests();
    const compile = schemaCompiler(document);
    for (const operation of Object.values(document.paths).flatMap((path) => Object.values(path))) {
      const json = operation.responses[200]?.content?.['application/json'];
      if (json === undefined) continue;
      const isOwnDocument = /UserConfiguration|Schema|OpenApi/.test(JSON.stringify(json.schema));
      expect([operation.operationId, 'example' in json]).toEqual([operation.operationId, !isOwnDocument]);
      if (isOwnDocument) continue;
      const validate = compile(json.schema);
      expect(validate(json.example), `${operation.operationId}: ${JSON.stringify(validate.errors)}`).toBe(
        true,
      );
    }
  });
});
