import type { DocumentPath } from '../document/json.ts';
import type { ValidationError } from './validation-error.ts';

/**
 * Of a value that fits no option of a choice, only what it lacks for the option that it comes nearest to is told: what all
 * options miss together helps nobody.
 */
export function keepFittingOptions(errors: readonly ValidationError[]): ValidationError[] {
  const choice = errors.find(({ keyword }) => keyword === 'anyOf' || keyword === 'oneOf');
  if (choice === undefined) return [...errors];
  const at = errors.indexOf(choice);
  const inside = errors.filter((error) => error !== choice && isBelow(error.location, choice.location));
  const others = errors.filter((error, index) => index !== at && !inside.includes(error));
  return keepFittingOptions([...others, ...nearestOption(choice, inside)]);
}

/** What misses least of an option; the choice itself, as of another kind, when it has no option for such a value at all. */
function nearestOption(choice: ValidationError, inside: readonly ValidationError[]): ValidationError[] {
  const options = Object.groupBy(inside, ({ location }) => location[choice.location.length] ?? '');
  const count = Array.isArray(choice.rule) ? choice.rule.length : 0;
  if (count - Object.keys(options).length > 1) return [{ ...choice, keyword: 'several' }];
  const ranked = Object.values(options)
    .filter((option) => option !== undefined)
    .sort((one, other) => distance(one, choice) - distance(other, choice));
  const nearest = ranked[0];
  if (nearest === undefined || distance(nearest, choice) >= OTHER_KIND)
    return [{ ...choice, keyword: 'kind' }];
  return nearest;
}

const OTHER_KIND = 1_000_000;
const OTHER_CONSTANT = 1_000;

function distance(errors: readonly ValidationError[], choice: ValidationError): number {
  return errors.reduce((sum, { keyword, path }) => {
    if (keyword === 'type' && path.length === choice.path.length) return sum + OTHER_KIND;
    return sum + (keyword === 'const' ? OTHER_CONSTANT : 1);
  }, 0);
}

function isBelow(location: DocumentPath, parent: DocumentPath): boolean {
  return location.length > parent.length && parent.every((key, index) => location[index] === key);
}
