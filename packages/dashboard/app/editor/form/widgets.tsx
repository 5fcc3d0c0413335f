import type { WidgetProps } from '@rjsf/utils';
import { ariaDescribedByIds, descriptionId } from '@rjsf/utils';
import type { ReactNode } from 'react';
import { texts } from '../../texts/texts.ts';
import { SHOWN_DEFAULT } from './form-schema.ts';

/** How every box that is typed into looks. */
export const BOX =
  'min-h-10 w-full scroll-mb-24 rounded-md border border-input bg-card px-3 py-2 text-sm placeholder:text-muted-foreground disabled:opacity-60 aria-invalid:border-destructive';

/** What binds an input to its explanation and its problems. */
export function boundTo({
  id,
  rawErrors = [],
  disabled = false,
}: Pick<WidgetProps, 'id' | 'rawErrors' | 'disabled'>) {
  return { id, disabled, 'aria-describedby': ariaDescribedByIds(id), 'aria-invalid': rawErrors.length > 0 };
}

/** A line of text or a number; left empty, the setting goes. */
export function LineInput(props: WidgetProps) {
  const { schema, value, onChange, required } = props;
  const types = [schema.type].flat();
  const isNumber = types.includes('number') || types.includes('integer');
  const shown = defaultOf(schema);
  return (
    <input
      {...boundTo(props)}
      className={BOX}
      type={isNumber ? 'number' : 'text'}
      step={types.includes('integer') ? 1 : 'any'}
      min={schema.minimum}
      max={schema.maximum}
      autoComplete="off"
      aria-required={required}
      placeholder={shown === undefined ? undefined : texts.editor.defaultIs(textOf(shown))}
      value={typeof value === 'string' || typeof value === 'number' ? value : ''}
      onChange={({ target }) => onChange(target.value === '' ? undefined : target.value)}
    />
  );
}

/** The persona: room to write, and how much there is. */
export function PersonaInput(props: WidgetProps) {
  const { id, value, onChange } = props;
  const text = typeof value === 'string' ? value : '';
  return (
    <>
      <textarea
        {...boundTo(props)}
        aria-describedby={`${ariaDescribedByIds(id)} ${id}-count`}
        className={`${BOX} min-h-48 resize-y leading-relaxed`}
        rows={10}
        value={text}
        onChange={({ target }) => onChange(target.value)}
      />
      <p id={`${id}-count`} className="text-end text-sm text-muted-foreground">
        {texts.editor.characters(Array.from(text).length)}
      </p>
    </>
  );
}

/** One of several words. */
export function ChoiceInput(props: WidgetProps) {
  const { schema, options, value, onChange, required } = props;
  const choices = options.enumOptions ?? [];
  const shown = defaultOf(schema);
  const selected = choices.findIndex((choice) => choice.value === value);
  const empty = shown === undefined ? texts.editor.notSet : texts.editor.whenDefault(textOf(shown));
  return (
    <select
      {...boundTo(props)}
      className={BOX}
      value={selected < 0 ? '' : String(selected)}
      onChange={({ target }) =>
        onChange(target.value === '' ? undefined : choices[Number(target.value)]?.value)
      }
    >
      {(!required || selected < 0) && <option value="">{empty}</option>}
      {choices.map((choice, index) => (
        <option key={String(choice.value)} value={String(index)}>
          {choice.label}
        </option>
      ))}
    </select>
  );
}

/** On or off; what is not set shows what that means. */
export function SwitchInput(props: WidgetProps) {
  const { id, schema, value, onChange, label } = props;
  return (
    <div className="grid grid-cols-[auto_1fr] items-start gap-x-3 gap-y-1">
      <input
        {...boundTo(props)}
        type="checkbox"
        className="mt-0.5 size-5 accent-primary"
        checked={typeof value === 'boolean' ? value : defaultOf(schema) === true}
        onChange={({ target }) => onChange(target.checked)}
      />
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      <Below id={descriptionId(id)}>{schema.description}</Below>
    </div>
  );
}

function Below({ id, children }: { id: string; children: ReactNode }) {
  return (
    <p id={id} className="col-start-2 text-sm text-muted-foreground">
      {children}
    </p>
  );
}

function defaultOf(schema: WidgetProps['schema']): unknown {
  return (schema as Readonly<Record<string, unknown>>)[SHOWN_DEFAULT];
}

/** A default in words; what is no word or number as JSON. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
