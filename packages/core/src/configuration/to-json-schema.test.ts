import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { z as z3 } from 'zod/v3';
import { toJsonSchema } from './to-json-schema.ts';

const folder = z.object({
  get parent() {
    return folder.nullish();
  },
});

describe('toJsonSchema', () => {
  it('tells what a schema takes: keys with a default may be absent', () => {
    expect(toJsonSchema(z.strictObject({ a: z.string(), b: z.int().default(1) })).schema).toMatchObject({
      type: 'object',
      required: ['a'],
      properties: { b: { type: 'integer', default: 1 } },
      additionalProperties: false,
    });
  });

  it.each([
    ['', '#'],
    ['Folder', '#/$defs/Folder'],
  ])('lets a schema that contains itself refer to where it stands: %j', (name, reference) => {
    expect(JSON.stringify(toJsonSchema(folder, name))).toContain(`{"$ref":"${reference}"}`);
    expect(toJsonSchema(folder, name).definitions).toEqual({});
  });

  it.each([
    ['', '__schema0'],
    ['Settings', 'Settings___schema0'],
  ])('gives the parts that are referred to the name of the whole: %j', (name, part) => {
    const { schema, definitions } = toJsonSchema(z.object({ folder }), name);
    expect(Object.keys(definitions)).toEqual([part]);
    expect(schema.properties).toEqual({ folder: { $ref: `#/$defs/${part}` } });
    expect(JSON.stringify(definitions)).toContain(`{"$ref":"#/$defs/${part}"}`);
    expect(schema).not.toHaveProperty('definitions');
  });

  it('leaves open what JSON Schema cannot say', () => {
    expect(toJsonSchema(z.object({ at: z.date() })).schema.properties).toEqual({ at: {} });
  });

  it('refuses a schema of another zod, which would become an empty one', () => {
    const schema = z3.object({ model: z3.string() });
    expect(() => toJsonSchema(schema as never)).toThrow(/write it with zod 4/);
  });
});
