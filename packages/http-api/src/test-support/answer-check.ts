import { createImposter } from '@chat-imposter/core';
import { createFakeChatProvider, createFakeLlmProvider } from '@chat-imposter/testing';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { openApiDocument } from '../openapi/document.ts';
import { type RouteId, routes } from '../routes.ts';
import type { Answer } from './api-server.ts';

/** What a client reads in `openapi.json`, as far as the tests do. */
export interface OpenApi {
  paths: Record<string, Record<string, OpenApiOperation>>;
  components: { schemas: Record<string, object> };
}

/** A call in it. */
export interface OpenApiOperation {
  operationId: RouteId;
  requestBody?: object;
  responses: Record<string, { content?: Record<string, { schema: object; example?: unknown }> }>;
}

/** Finds what is wrong with an answer by what `openapi.json` says; an empty list when all is right. */
export type AnswerCheck = (id: RouteId, answer: Answer) => string[];

/** The document of an API with the providers of the tests. */
export async function openApiOfTests(): Promise<OpenApi> {
  await using imposter = createImposter({ chat: [createFakeChatProvider()], llm: [createFakeLlmProvider()] });
  return (await openApiDocument(imposter, routes)) as unknown as OpenApi;
}

/** Compiles the schemas of a document. */
export function answerCheck(document: OpenApi): AnswerCheck {
  const operations = new Map(
    Object.values(document.paths)
      .flatMap((path) => Object.values(path))
      .map((operation) => [operation.operationId, operation]),
  );
  const validatorOf = schemaCompiler(document);
  return (id, { status, headers, json }) => {
    const response = operations.get(id)?.responses[status];
    if (response === undefined) return [`${id} does not say that it answers ${status}`];
    const type = headers.get('content-type');
    if (response.content === undefined) return type === null ? [] : [`${id} answers ${type} with ${status}`];
    const content = response.content[type ?? ''] ?? response.content[(type ?? '').split(';')[0] ?? ''];
    if (content === undefined) return [`${id} does not say that it answers ${status} as ${type}`];
    if (json === undefined) return [];
    const validate = validatorOf(content.schema);
    if (validate(json)) return [];
    return (validate.errors ?? []).map(({ instancePath, message }) => `${id}${instancePath} ${message}`);
  };
}

/** Compiles schemas that point into the document. */
export function schemaCompiler(document: OpenApi): (schema: object) => ValidateFunction {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addSchema({ $id: 'openapi', components: document.components });
  const compiled = new Map<string, ValidateFunction>();
  return (schema) => {
    const text = JSON.stringify(schema).replaceAll('"#/components', '"openapi#/components');
    const validate = compiled.get(text) ?? ajv.compile(JSON.parse(text));
    compiled.set(text, validate);
    return validate;
  };
}
