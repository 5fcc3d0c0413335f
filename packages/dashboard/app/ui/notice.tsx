import type { ReactNode } from 'react';

const TONES = {
  info: 'border-border bg-muted',
  warning: 'border-warning text-warning bg-card',
  error: 'border-destructive text-destructive bg-card',
  success: 'border-success text-success bg-card',
} as const;

export type Tone = keyof typeof TONES;

/** A remark. An error is read out at once, the rest when there is time for it. */
export function Notice({ tone = 'info', children }: { tone?: Tone; children: ReactNode }) {
  return (
    <div
      role={tone === 'error' ? 'alert' : 'status'}
      className={`rounded-md border p-3 text-sm ${TONES[tone]}`}
    >
      {children}
    </div>
  );
}
