import type { BsonDocument } from '../values/document.ts';
import type { IndexDescription } from './collection-index.ts';

interface InCollection {
  database: string;
  collection: string;
}

/** One thing that a write does, with its result in it: it can be done again without knowing what was before. */
export type Change =
  | (InCollection & { kind: 'create' })
  /** In the place of the document with its `_id`, or new. */
  | (InCollection & { kind: 'put'; document: BsonDocument })
  | (InCollection & { kind: 'remove'; id: unknown })
  | (InCollection & { kind: 'create_index'; index: IndexDescription })
  | (InCollection & { kind: 'drop_index'; name: string })
  | (InCollection & { kind: 'drop' })
  | { kind: 'drop_database'; database: string };
