import { Badge } from '../ui/badge.tsx';
import type { Tone } from '../ui/notice.tsx';
import type { VerdictName } from './backstage-json.ts';
import { verdictText } from './words.ts';

const TONES: Readonly<Partial<Record<VerdictName, Tone>>> = {
  answered: 'success',
  owner: 'success',
  evicted: 'warning',
  skipped: 'warning',
  parked: 'error',
};

/** What has become of a message and why. */
export function VerdictNote({ verdict, reason }: { verdict: VerdictName; reason: string | null }) {
  return <Badge tone={TONES[verdict] ?? 'info'}>{verdictText(verdict, reason)}</Badge>;
}
