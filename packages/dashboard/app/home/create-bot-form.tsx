import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiError } from '../api/api-error.ts';
import { texts } from '../texts/texts.ts';
import { Button } from '../ui/button.tsx';
import { Failure } from '../ui/failure.tsx';
import { TextField } from '../ui/field.tsx';
import { Notice } from '../ui/notice.tsx';
import { ModelFields } from './model-fields.tsx';
import { type FieldProblems, fieldAt, type NewBot, problemsOf } from './new-bot.ts';
import { RadioGroup } from './radio-group.tsx';

export interface CreateBotFormProps {
  names: readonly string[];
  /** Creates the bot; what it throws is shown, and what was typed stays. */
  onCreate: (bot: NewBot) => Promise<void>;
  onCancel: () => void;
}

const NOTHING_YET: NewBot = {
  name: '',
  mode: 'answers',
  system: texts.home.personas[0].system,
  model: 'gpt-6-luna',
  keySource: 'environment',
  key: '',
};

/** Asks for what a new bot needs. */
export function CreateBotForm({ names, onCreate, onCancel }: CreateBotFormProps) {
  const words = texts.home.creation;
  const [bot, setBot] = useState(NOTHING_YET);
  const [problems, setProblems] = useState<FieldProblems>({});
  const creation = useMutation({
    mutationFn: onCreate,
    onError: (error) => setProblems(refusalsOf(error)),
  });
  const change = (changed: Partial<NewBot>) => {
    setBot({ ...bot, ...changed });
    setProblems({});
  };
  const send = (form: HTMLFormElement) => {
    const found = problemsOf(bot, names);
    const inWords = Object.entries(found).map(([field, problem]) => [field, words[problem]]);
    setProblems(Object.fromEntries(inWords));
    if (inWords.length === 0) creation.mutate(bot);
    // When the problems are shown, to the first of them.
    else setTimeout(() => form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
  };
  return (
    <form
      noValidate
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        send(event.currentTarget);
      }}
    >
      <TextField
        label={words.name}
        hint={words.nameHint}
        problem={problems.name}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        ref={focusWhenShown}
        value={bot.name}
        onChange={(event) => change({ name: event.target.value })}
      />
      <RadioGroup
        legend={words.does}
        options={words.modes}
        value={bot.mode}
        onChange={(mode) => change({ mode })}
      />
      {/* Hidden, not gone: what was typed is there when the other choice is made again. */}
      <div hidden={bot.mode !== 'answers'} className={bot.mode === 'answers' ? 'grid gap-4' : ''}>
        <ModelFields bot={bot} problems={problems} onChange={change} />
      </div>
      {creation.isError && <Refusal error={creation.error} />}
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={onCancel}>{texts.cancel}</Button>
        <Button look="primary" type="submit" isBusy={creation.isPending}>
          {words.action}
        </Button>
      </div>
    </form>
  );
}

/** A modal dialog looks for this attribute when it opens; React only calls `focus`, which is too early. */
function focusWhenShown(input: HTMLInputElement | null): void {
  input?.setAttribute('autofocus', '');
}

/** What is not said at a field. */
function Refusal({ error }: { error: unknown }) {
  if (!(error instanceof ApiError) || Object.keys(refusalsOf(error)).length === 0)
    return error instanceof ApiError && error.problems.length > 0 ? (
      <Others problems={error.problems} />
    ) : (
      <Failure error={error} />
    );
  const others = error.problems.filter(({ path }) => fieldAt(path) === null);
  return others.length === 0 ? null : <Others problems={others} />;
}

function Others({ problems }: { problems: ApiError['problems'] }) {
  return (
    <Notice tone="error">
      <p>{texts.home.creation.others}</p>
      <ul className="list-disc ps-5">
        {problems.map(({ path, message }) => (
          <li key={`${path} ${message}`}>
            <code>{path}</code>: {message}
          </li>
        ))}
      </ul>
    </Notice>
  );
}

/** What the server has against which field. */
function refusalsOf(error: unknown): FieldProblems {
  if (!(error instanceof ApiError)) return {};
  if (error.code === 'revision_conflict') return { name: texts.home.creation.nameTaken };
  return Object.fromEntries(
    error.problems.flatMap(({ path, message }) => {
      const field = fieldAt(path);
      return field === null ? [] : [[field, message]];
    }),
  );
}
