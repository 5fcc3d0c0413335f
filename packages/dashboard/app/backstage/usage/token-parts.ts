import type { UsageTotals } from './usage-totals.ts';

/** The kinds of tokens, from the bottom of a bar up, with the classes of their colours. */
export const TOKEN_PARTS = [
  { name: 'input', fill: 'fill-primary', tokensIn: ({ input, cached }: UsageTotals) => input - cached },
  { name: 'cached', fill: 'fill-primary/40', tokensIn: ({ cached }: UsageTotals) => cached },
  {
    name: 'output',
    fill: 'fill-warning',
    tokensIn: ({ output, reasoning }: UsageTotals) => output - reasoning,
  },
  { name: 'reasoning', fill: 'fill-warning/40', tokensIn: ({ reasoning }: UsageTotals) => reasoning },
] as const;
