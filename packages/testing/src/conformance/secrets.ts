/** Long enough and plain enough to be a key: no id of a person or a chat looks like this. */
const SECRET = /^[A-Za-z0-9+/=_-]{24,}$/;

/** The parts of a stored value that nobody else may learn: the long words in it, wherever they stand in its JSON. */
export function secretsIn(value: string): string[] {
  return textsIn(parse(value)).filter((text) => SECRET.test(text));
}

function parse(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}
