import { useState } from 'react';
import { texts } from '../texts/texts.ts';
import { Field, SelectField, TextField } from '../ui/field.tsx';
import type { FieldProblems, NewBot } from './new-bot.ts';
import { RadioGroup } from './radio-group.tsx';

export interface ModelFieldsProps {
  bot: NewBot;
  problems: FieldProblems;
  onChange: (changed: Partial<NewBot>) => void;
}

/** What a bot that answers needs: who it is, and what thinks for it. */
export function ModelFields({ bot, problems, onChange }: ModelFieldsProps) {
  const words = texts.home.creation;
  return (
    <>
      <Persona bot={bot} problems={problems} onChange={onChange} />
      <TextField
        label={words.model}
        hint={words.modelHint}
        problem={problems.model}
        autoComplete="off"
        spellCheck={false}
        value={bot.model}
        onChange={(event) => onChange({ model: event.target.value })}
      />
      <RadioGroup
        legend={words.key}
        options={words.keySources}
        value={bot.keySource}
        onChange={(keySource) => onChange({ keySource })}
      />
      {bot.keySource === 'explicit' && (
        <TextField
          label={words.typedKey}
          hint={words.typedKeyHint}
          problem={problems.key}
          type="password"
          autoComplete="off"
          value={bot.key}
          onChange={(event) => onChange({ key: event.target.value })}
        />
      )}
    </>
  );
}

function Persona({ bot, problems, onChange }: ModelFieldsProps) {
  const words = texts.home.creation;
  const { personas, blankPersona } = texts.home;
  const [template, setTemplate] = useState('0');
  const [written, setWritten] = useState<Readonly<Record<string, string>>>({});
  const choose = (chosen: string) => {
    setWritten({ ...written, [template]: bot.system });
    setTemplate(chosen);
    onChange({ system: written[chosen] ?? personas[Number(chosen)]?.system ?? '' });
  };
  return (
    <>
      <SelectField
        label={words.persona}
        hint={words.personaHint}
        value={template}
        onChange={(event) => choose(event.target.value)}
      >
        {personas.map(({ name }, index) => (
          <option key={name} value={index}>
            {name}
          </option>
        ))}
        <option value={personas.length}>{blankPersona}</option>
      </SelectField>
      <Field label={words.system} problem={problems.system}>
        {(bound) => (
          <textarea
            {...bound}
            dir="auto"
            rows={5}
            className="w-full rounded-md border border-input bg-card px-3 py-2 text-sm"
            value={bot.system}
            onChange={(event) => onChange({ system: event.target.value })}
          />
        )}
      </Field>
    </>
  );
}
