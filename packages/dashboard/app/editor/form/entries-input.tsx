import { useRef, useState } from 'react';
import { texts } from '../../texts/texts.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { CandidateList } from './candidate-list.tsx';
import { EntryChips } from './entry-chips.tsx';
import { FieldProblems } from './field-problems.tsx';
import type { Candidate } from './whitelist-entry.ts';
import { BOX } from './widgets.tsx';

export interface EntriesInputProps {
  id: string;
  title: string;
  description: string;
  isDisabled: boolean;
  problems: readonly string[];
  entries: readonly string[];
  candidates: readonly Candidate[];
  texts: { add: string; none: string; pick: string; nobody: string };
  warnings: readonly string[];
  onAdd: (entry: string) => void;
  onRemove: (index: number) => void;
}

/** A list of numbers, ids and names: typed in, or picked from those that are known. */
export function EntriesInput(props: EntriesInputProps) {
  const { id, title, description, isDisabled, entries, candidates, warnings, problems } = props;
  const [text, setText] = useState('');
  const input = useRef<HTMLInputElement>(null);
  const add = (entry: string) => {
    const added = entry.trim();
    if (added !== '' && !entries.includes(added)) props.onAdd(added);
    setText('');
    input.current?.focus();
  };
  const remove = (index: number) => {
    props.onRemove(index);
    input.current?.focus();
  };
  return (
    <section aria-labelledby={`${id}-title`} className="grid gap-3">
      <div>
        <h3 id={`${id}-title`} className="text-sm font-medium">
          {title}
        </h3>
        <p className="text-sm text-muted-foreground">{description}</p>
      </div>
      <EntryChips {...{ entries, candidates, isDisabled }} none={props.texts.none} onRemove={remove} />
      <div className="grid gap-1">
        <label htmlFor={id} className="text-sm">
          {props.texts.add}
        </label>
        <div className="flex gap-2">
          <input
            id={id}
            ref={input}
            className={BOX}
            autoComplete="off"
            aria-invalid={problems.length > 0}
            aria-describedby={`${id}-problems`}
            disabled={isDisabled}
            value={text}
            onChange={({ target }) => setText(target.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Enter') return;
              event.preventDefault();
              add(text);
            }}
          />
          <Button className="shrink-0" disabled={isDisabled || text.trim() === ''} onClick={() => add(text)}>
            {texts.editor.whitelist.add}
          </Button>
        </div>
        <FieldProblems id={`${id}-problems`} problems={problems} />
      </div>
      <CandidateList {...{ id, text, entries, candidates, isDisabled }} texts={props.texts} onPick={add} />
      {warnings.map((warning) => (
        <Notice key={warning} tone="warning">
          {warning}
        </Notice>
      ))}
    </section>
  );
}
