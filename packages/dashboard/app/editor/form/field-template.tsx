import type { FieldTemplateProps } from '@rjsf/utils';
import { descriptionId, errorId } from '@rjsf/utils';
import { texts } from '../../texts/texts.ts';
import { FieldProblems } from './field-problems.tsx';

/** A field with its label, what it is for and what is wrong with it. */
export function FieldTemplate(props: FieldTemplateProps) {
  const { id, children, displayLabel, rawErrors = [], label, hidden, required, schema, fieldPathId } = props;
  if (hidden) return <div hidden>{children}</div>;
  const saysItself = schema.type === 'boolean' || schema.anyOf !== undefined;
  if (!displayLabel || saysItself) {
    return (
      <div className="grid gap-5" data-field={id}>
        {children}
        <FieldProblems id={errorId(fieldPathId)} problems={rawErrors} />
      </div>
    );
  }
  return (
    <div className="grid gap-1" data-field={id}>
      <label htmlFor={id} className="text-sm font-medium">
        {label}
        {required && <span className="ms-1 text-xs text-muted-foreground">({texts.editor.required})</span>}
      </label>
      {children}
      <Explanation id={descriptionId(fieldPathId)} text={schema.description} />
      <FieldProblems id={errorId(fieldPathId)} problems={rawErrors} />
    </div>
  );
}

function Explanation({ id, text }: { id: string; text: string | undefined }) {
  if (!text) return null;
  return (
    <p id={id} className="text-sm text-muted-foreground">
      {text}
    </p>
  );
}
