import { type FormEvent, useState } from 'react';
import { ApiError } from '../api/api-error.ts';
import { callApi } from '../api/call-api.ts';
import { keepToken } from '../api/session.ts';
import { texts } from '../texts/texts.ts';
import { Button } from '../ui/button.tsx';
import { failureText } from '../ui/failure.tsx';
import { TextField } from '../ui/field.tsx';

/** Asks for the token, and keeps it when the API takes it. */
export function SignInPage() {
  const [token, setToken] = useState('');
  const [problem, setProblem] = useState<string>();
  const [isBusy, setIsBusy] = useState(false);
  const signIn = async (event: FormEvent) => {
    event.preventDefault();
    setIsBusy(true);
    setProblem(undefined);
    try {
      await callApi('api/configurations', { token: token.trim() });
      keepToken(token.trim());
    } catch (error) {
      setProblem(problemOf(error));
      setIsBusy(false);
    }
  };
  return (
    <form onSubmit={(event) => void signIn(event)} className="mx-auto mt-12 grid w-full max-w-sm gap-4">
      <h1 className="text-2xl font-semibold">{texts.signIn.title}</h1>
      <TextField
        label={texts.signIn.token}
        hint={texts.signIn.hint}
        problem={problem}
        type="password"
        autoComplete="off"
        required
        value={token}
        onChange={(event) => setToken(event.target.value)}
      />
      <Button type="submit" look="primary" isBusy={isBusy}>
        {texts.signIn.action}
      </Button>
    </form>
  );
}

function problemOf(error: unknown): string {
  if (error instanceof ApiError && error.status === 401) return texts.signIn.refused;
  if (error instanceof ApiError && error.status === 429) return texts.signIn.tooMany;
  return failureText(error);
}
