import { type ComponentProps, type ReactNode, useId } from 'react';

const BOX =
  'min-h-10 w-full rounded-md border border-input bg-card px-3 py-2 text-sm aria-invalid:border-destructive';

interface FieldProps {
  label: string;
  /** What it is for. */
  hint?: ReactNode;
  /** What is wrong with its value. */
  problem?: string | undefined;
}

interface Described extends FieldProps {
  children: (props: {
    id: string;
    'aria-describedby': string | undefined;
    'aria-invalid': boolean;
  }) => ReactNode;
}

/** A label, an input, what it is for and what is wrong with it, bound together for screen readers. */
export function Field({ label, hint, problem, children }: Described) {
  const id = useId();
  const described = [hint && `${id}-hint`, problem && `${id}-problem`].filter(Boolean).join(' ');
  return (
    <div className="grid gap-1">
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      {children({ id, 'aria-describedby': described || undefined, 'aria-invalid': problem !== undefined })}
      {hint && (
        <p id={`${id}-hint`} className="text-sm text-muted-foreground">
          {hint}
        </p>
      )}
      {problem && (
        <p id={`${id}-problem`} role="alert" className="text-sm text-destructive">
          {problem}
        </p>
      )}
    </div>
  );
}

export function TextField({ label, hint, problem, ...rest }: FieldProps & ComponentProps<'input'>) {
  return (
    <Field label={label} hint={hint} problem={problem}>
      {(bound) => <input className={BOX} {...bound} {...rest} />}
    </Field>
  );
}

export function SelectField({ label, hint, problem, ...rest }: FieldProps & ComponentProps<'select'>) {
  return (
    <Field label={label} hint={hint} problem={problem}>
      {(bound) => <select className={BOX} {...bound} {...rest} />}
    </Field>
  );
}
