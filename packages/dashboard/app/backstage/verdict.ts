import type { VerdictName } from './backstage-json.ts';

const VERDICTS: Readonly<Record<string, VerdictName>> = {
  waiting: 'pending',
  collected: 'collected',
  evicted: 'evicted',
  cleared: 'cleared',
  skipped: 'skipped',
  parked: 'parked',
};

/** The verdict on a message of a contact in some state; null for what was never to be decided on. */
export function verdictOf(state: string, reason: string | null): VerdictName | null {
  if (state !== 'answered') return VERDICTS[state] ?? null;
  if (reason === null) return 'answered';
  return reason === 'owner' ? 'owner' : 'silent';
}
