import { useId } from 'react';

export interface RadioGroupProps<Value extends string> {
  legend: string;
  options: Readonly<Record<Value, string>>;
  value: Value;
  onChange: (value: Value) => void;
}

/** One choice of a few, all of them in sight. */
export function RadioGroup<Value extends string>({
  legend,
  options,
  value,
  onChange,
}: RadioGroupProps<Value>) {
  const name = useId();
  return (
    <fieldset className="grid gap-1">
      <legend className="mb-1 text-sm font-medium">{legend}</legend>
      {(Object.keys(options) as Value[]).map((option) => (
        <label key={option} className="flex min-h-8 items-center gap-2 text-sm">
          <input
            type="radio"
            name={name}
            className="size-4 shrink-0 accent-primary"
            checked={value === option}
            onChange={() => onChange(option)}
          />
          {options[option]}
        </label>
      ))}
    </fieldset>
  );
}
