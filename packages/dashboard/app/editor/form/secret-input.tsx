import type { WidgetProps } from '@rjsf/utils';
import { useEffect, useRef } from 'react';
import { texts } from '../../texts/texts.ts';
import { valueAt } from '../document/json.ts';
import { nextSecret, secretState } from '../document/secrets.ts';
import { pathOfField } from './field-id.ts';
import { contextOf } from './form-context.ts';
import { BOX, boundTo } from './widgets.tsx';

/** A secret: what is stored is never shown, and what is typed stands nowhere in the page but in this box. */
export function SecretInput(props: WidgetProps) {
  const { id, value, onChange, registry } = props;
  const input = useRef<HTMLInputElement>(null);
  const isStored = secretState(valueAt(contextOf(registry).stored, pathOfField(id))) === 'stored';
  const state = secretState(value);
  useEffect(() => {
    // React must not hold the value: it would write it into an attribute.
    if (state !== 'typed' && input.current !== null) input.current.value = '';
  }, [state]);
  return (
    <>
      <input
        {...boundTo(props)}
        ref={input}
        type="password"
        autoComplete="new-password"
        className={BOX}
        placeholder={isStored ? texts.editor.secret.placeholderStored : undefined}
        onInput={({ currentTarget }) => onChange(nextSecret(currentTarget.value, isStored))}
      />
      <p id={`${id}-state`} role="status" className="text-sm">
        {texts.editor.secret[state]}
      </p>
    </>
  );
}
