import { CommandError } from '../command-error.ts';
import { withField, withoutField } from '../update/change-path.ts';
import { type BsonDocument, fieldOf, isDocument } from '../values/document.ts';
import { numberIn } from '../values/number.ts';
import { typedValue } from '../values/plain.ts';
import { runStage } from './expression.ts';

type Project = (document: BsonDocument) => BsonDocument;

/** What is kept or left out, as a tree of field names; an empty map is a leaf. */
type Tree = Map<string, Tree>;

/**
 * Prepares the projection of a `find`: fields to keep, or to leave out, or expressions as in `$project`.
 * https://www.mongodb.com/docs/manual/tutorial/project-fields-from-query-results/
 * @throws CommandError for what the server would refuse and for what this server does not have
 */
export function compileProjection(projection: BsonDocument, now: Date): Project {
  const entries = Object.entries(projection);
  if (entries.length === 0) return (document) => document;
  if (entries.some(([, value]) => isPositional(value)) || entries.some(([path]) => path.endsWith('.$'))) {
    throw new CommandError(
      'BadValue',
      '$slice, $elemMatch and $ in a projection are not supported by this test server.',
    );
  }
  const flags = entries.map(([path, value]) => ({ path, isKept: flagIn(value) }));
  if (flags.some(({ isKept }) => isKept === null)) return (document) => projected(document, projection, now);
  const others = flags.filter(({ path }) => path !== '_id');
  const idFlag = flags.find(({ path }) => path === '_id')?.isKept ?? null;
  const isInclusion = others[0]?.isKept ?? idFlag === true;
  const odd = others.find(({ isKept }) => isKept !== isInclusion);
  if (odd !== undefined) {
    const [does, other] = isInclusion ? ['exclusion', 'inclusion'] : ['inclusion', 'exclusion'];
    throw new CommandError('BadValue', `Cannot do ${does} on field ${odd.path} in ${other} projection`);
  }
  const hasId = isInclusion ? idFlag !== false : idFlag === false;
  const tree = treeOf([...(hasId ? ['_id'] : []), ...others.map(({ path }) => path)]);
  return (document) => (isInclusion ? kept(document, tree) : leftOut(document, tree)) as BsonDocument;
}

function projected(document: BsonDocument, projection: BsonDocument, now: Date): BsonDocument {
  const [result] = runStage({ $project: projection }, [document], now);
  return typedValue(result, document) as BsonDocument;
}

function flagIn(value: unknown): boolean | null {
  if (typeof value === 'boolean') return value;
  const number = numberIn(value);
  return number === null ? null : number !== 0;
}

function isPositional(value: unknown): boolean {
  return isDocument(value) && ['$slice', '$elemMatch', '$meta'].some((name) => Object.hasOwn(value, name));
}

function treeOf(paths: readonly string[]): Tree {
  const root: Tree = new Map();
  for (const path of paths) {
    let at = root;
    for (const part of path.split('.')) {
      const next: Tree = at.get(part) ?? new Map();
      at.set(part, next);
      at = next;
    }
  }
  return root;
}

/** The fields keep the order of the document. In arrays, only documents have fields to keep. */
function kept(value: unknown, tree: Tree): unknown {
  if (tree.size === 0) return value;
  if (Array.isArray(value)) {
    return value.filter((each) => Array.isArray(each) || isDocument(each)).map((each) => kept(each, tree));
  }
  if (!isDocument(value)) return undefined;
  let result: BsonDocument = {};
  for (const name of Object.keys(value)) {
    const below = tree.get(name);
    const child = below === undefined ? undefined : kept(fieldOf(value, name), below);
    if (child !== undefined) result = withField(result, name, child);
  }
  return result;
}

function leftOut(value: unknown, tree: Tree): unknown {
  if (Array.isArray(value)) return value.map((each) => leftOut(each, tree));
  if (!isDocument(value)) return value;
  let result = value;
  for (const [name, below] of tree) {
    if (!Object.hasOwn(value, name)) continue;
    result =
      below.size === 0 ? withoutField(result, name) : withField(result, name, leftOut(value[name], below));
  }
  return result;
}
