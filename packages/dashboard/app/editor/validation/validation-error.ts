import type { OutputUnit } from '@cfworker/json-schema';
import { type DocumentPath, type JsonObject, valueAt } from '../document/json.ts';
import { pointerPath, schemaAt } from '../document/schema-refs.ts';

/** One finding of the validator, with what is needed to say it in words. */
export interface ValidationError {
  keyword: string;
  /** Where the value is. */
  path: DocumentPath;
  /** Where the rule is, in the schema. */
  location: DocumentPath;
  /** What the rule says: the value of its keyword. */
  rule: unknown;
  /** What is in the document. */
  value: unknown;
}

/** The findings of the validator, read against what was validated. */
export function readErrors(
  units: readonly OutputUnit[],
  { schema, document }: { schema: JsonObject; document: unknown },
): ValidationError[] {
  return units.map((unit, index) => {
    const path = pointerPath(unit.instanceLocation);
    // A refused key is found at its place in the document; the rule is that of the finding before.
    const ruleAt =
      unit.keyword === 'false' ? (units[index - 1] ?? unit).keywordLocation : unit.keywordLocation;
    const location = pointerPath(ruleAt);
    return {
      keyword: unit.keyword,
      path,
      location,
      rule: schemaAt(schema, location),
      value: valueAt(document, path),
    };
  });
}
