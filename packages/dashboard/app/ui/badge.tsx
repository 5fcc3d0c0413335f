import type { ReactNode } from 'react';
import type { Tone } from './notice.tsx';

const TONES: Record<Tone, string> = {
  info: 'border-border text-muted-foreground',
  warning: 'border-warning text-warning',
  error: 'border-destructive text-destructive',
  success: 'border-success text-success',
};

/** A word about the state of something; its colour says the same again. */
export function Badge({ tone = 'info', children }: { tone?: Tone; children: ReactNode }) {
  return (
    <span
      className={`inline-flex items-center rounded-full border px-2 py-0.5 text-xs font-medium ${TONES[tone]}`}
    >
      {children}
    </span>
  );
}
