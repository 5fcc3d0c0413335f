import { ImposterError } from './contracts/errors.ts';
import type { StoredConfiguration } from './contracts/store.ts';

/**
 * Lets a save of a configuration pass, for all stores alike.
 * @param known What is stored; null when there is none.
 * @param ifRevision The revision that it has to have; null: there has to be none; undefined: anything will do.
 * @throws ImposterError `revision_conflict`
 */
export function assertRevision(
  userId: string,
  known: Pick<StoredConfiguration, 'revision'> | null,
  ifRevision: number | null | undefined,
): void {
  const revision = known?.revision ?? null;
  if (ifRevision === undefined || ifRevision === revision) return;
  const [wanted, found] = [toWords(ifRevision), toWords(revision)];
  throw new ImposterError(
    'revision_conflict',
    `The configuration of ${userId} was to be saved over ${wanted}, but there is ${found}: read it again, and decide anew.`,
  );
}

function toWords(revision: number | null): string {
  return revision === null ? 'none' : `revision ${revision}`;
}
