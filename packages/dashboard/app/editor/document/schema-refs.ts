import { childOf, type DocumentPath } from './json.ts';

/** The keys of a JSON pointer in a schema, such as `#/$defs/ChatProviderSettings`. */
export function pointerPath(pointer: string): DocumentPath {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** The part of a schema that another part names with `$ref`, or that part itself. */
export function resolveRef(root: unknown, part: unknown): unknown {
  const ref = childOf(part, '$ref');
  return typeof ref === 'string' ? pointerPath(ref).reduce(childOf, root) : part;
}

/** The part of a schema at a location of the validator, which goes through the `$ref`s on its way. */
export function schemaAt(root: unknown, location: DocumentPath): unknown {
  return location.reduce<unknown>(
    (part, key) => (key === '$ref' ? resolveRef(root, part) : childOf(part, key)),
    root,
  );
}

/** Every `$ref` of a schema with what it names. */
export function refsOf(root: unknown): Map<string, unknown> {
  const refs = new Map<string, unknown>();
  const collect = (part: unknown): void => {
    if (typeof part !== 'object' || part === null) return;
    const ref = childOf(part, '$ref');
    if (typeof ref === 'string') refs.set(ref, resolveRef(root, part));
    for (const child of Object.values(part)) collect(child);
  };
  collect(root);
  return refs;
}
