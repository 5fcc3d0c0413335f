import { type FormEvent, type KeyboardEvent, useRef, useState } from 'react';
import { texts } from '../texts/texts.ts';
import { Button } from '../ui/button.tsx';
import { Failure } from '../ui/failure.tsx';
import { Field } from '../ui/field.tsx';

/** Says something; what could not be said stays as it was typed. */
export function SayForm({ onSay }: { onSay: (text: string) => Promise<unknown> }) {
  const [text, setText] = useState('');
  const [error, setError] = useState<unknown>(null);
  const [isBusy, setIsBusy] = useState(false);
  const input = useRef<HTMLTextAreaElement>(null);
  const say = async () => {
    if (text.trim() === '' || isBusy) return;
    setIsBusy(true);
    setError(null);
    try {
      await onSay(text.trim());
      // What was typed meanwhile is not said yet.
      setText((now) => (now === text ? '' : now));
    } catch (failure) {
      setError(failure);
    } finally {
      setIsBusy(false);
      input.current?.focus();
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void say();
  };
  const sayOnEnter = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    void say();
  };
  return (
    <form onSubmit={submit} className="grid gap-2">
      <Field label={texts.playground.say.label} hint={texts.playground.say.hint}>
        {(bound) => (
          <textarea
            ref={input}
            rows={2}
            dir="auto"
            className="w-full rounded-md border border-input bg-card px-3 py-2 text-sm"
            value={text}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={sayOnEnter}
            {...bound}
          />
        )}
      </Field>
      {error !== null && <Failure error={error} />}
      <Button type="submit" look="primary" isBusy={isBusy} disabled={text.trim() === ''}>
        {texts.playground.say.action}
      </Button>
    </form>
  );
}
