import { useState } from 'react';
import { texts } from '../texts/texts.ts';
import { Button } from '../ui/button.tsx';
import { TextField } from '../ui/field.tsx';
import { phoneNumberOf } from './phone-number.ts';

/** Asks for the number of the account, to link it by a code. */
export function PhoneNumberForm({
  onNumber,
  onCancel,
}: {
  onNumber: (number: string) => void;
  onCancel: () => void;
}) {
  const words = texts.linking.phone;
  const [typed, setTyped] = useState('');
  const [isWrong, setIsWrong] = useState(false);
  const send = () => {
    const number = phoneNumberOf(typed);
    if (number === null) setIsWrong(true);
    else onNumber(number);
  };
  return (
    <form
      noValidate
      className="grid gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <TextField
        label={words.label}
        hint={words.hint}
        problem={isWrong ? words.wrong : undefined}
        type="tel"
        autoComplete="tel"
        autoFocus
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          setIsWrong(false);
        }}
      />
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={onCancel}>{texts.cancel}</Button>
        <Button look="primary" type="submit">
          {words.action}
        </Button>
      </div>
    </form>
  );
}
