import { Binary } from 'mongodb';

/** The subtype of the bytes that stand for a text; those that are free for applications begin with it. */
const TEXT_SUBTYPE = 0x80;

/**
 * A value as the database keeps it. BSON has UTF-8, in which half a surrogate pair has no place and two different texts
 * would become one: such a text is kept as its UTF-16 bytes. Everything else stays as it is.
 */
export function toStored<Value>(value: Value): Value {
  return convert(value, textToStored) as Value;
}

/** What {@link toStored} was given. */
export function fromStored<Value>(value: Value): Value {
  return convert(value, textFromStored) as Value;
}

/** Whether a value comes back from the database as it is, also by the names of its fields. */
export function isKeptAsItIs(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed();
  if (Array.isArray(value)) return value.every(isKeptAsItIs);
  if (!isPlainObject(value)) return true;
  return Object.entries(value).every(([name, each]) => isPlainName(name) && isKeptAsItIs(each));
}

function convert(value: unknown, convertLeaf: (leaf: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map((each) => convert(each, convertLeaf));
  if (!isPlainObject(value)) return convertLeaf(value);
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, convert(each, convertLeaf)]));
}

function textToStored(value: unknown): unknown {
  if (typeof value !== 'string' || value.isWellFormed()) return value;
  return new Binary(Buffer.from(value, 'utf16le'), TEXT_SUBTYPE);
}

function textFromStored(value: unknown): unknown {
  if (!(value instanceof Binary) || value.sub_type !== TEXT_SUBTYPE) return value;
  return Buffer.from(value.value()).toString('utf16le');
}

/** Names in which MongoDB sees a path or an operator, or that BSON cannot hold, are not plain. */
function isPlainName(name: string): boolean {
  return name.isWellFormed() && name !== '' && name !== '__proto__' && !/^\$|[.\0]/.test(name);
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
