import type { ComponentProps } from 'react';
import { Spinner } from './spinner.tsx';

const LOOKS = {
  primary: 'bg-primary text-primary-foreground hover:opacity-90',
  secondary: 'border border-input bg-card hover:bg-accent',
  quiet: 'hover:bg-accent',
  danger: 'border border-destructive text-destructive hover:bg-destructive hover:text-destructive-foreground',
} as const;

const SHAPE =
  'inline-flex min-h-10 items-center justify-center gap-2 rounded-md px-4 py-2 text-sm font-medium disabled:opacity-60';

export type ButtonLook = keyof typeof LOOKS;

/** The classes of a button, for links that look like one. */
export function buttonClass(look: ButtonLook = 'secondary'): string {
  return `${SHAPE} ${LOOKS[look]}`;
}

export interface ButtonProps extends ComponentProps<'button'> {
  /** Default: `secondary` */
  look?: ButtonLook;
  /** What it began is under way: it shows that, and begins nothing more. */
  isBusy?: boolean;
}

export function Button({ look, isBusy = false, className = '', children, disabled, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      className={`${buttonClass(look)} ${className}`}
      disabled={disabled || isBusy}
      aria-busy={isBusy}
      {...rest}
    >
      {isBusy && <Spinner />}
      {children}
    </button>
  );
}
