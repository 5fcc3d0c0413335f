import { type Dispatch, useMemo } from 'react';
import { texts } from '../texts/texts.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import type { Draft, DraftAction } from './document/draft.ts';
import type { JsonObject } from './document/json.ts';
import { ConfigurationForm } from './form/configuration-form.tsx';
import { JsonEditor } from './json/json-editor.tsx';
import { jsonMarks, syntaxText } from './json/json-marks.ts';
import type { DocumentProblem } from './validation/find-problems.ts';

const words = texts.editor;
const VIEWS = ['form', 'json'] as const;

/** What a narrow screen shows. */
export type EditorView = (typeof VIEWS)[number];

interface EditorViewsProps {
  userId: string;
  schema: JsonObject;
  draft: Draft;
  problems: readonly DocumentProblem[];
  view: EditorView;
  dispatch: Dispatch<DraftAction>;
  onView: (view: EditorView) => void;
}

/** The same document twice: as a form and as JSON, side by side where there is room. */
export function EditorViews({ userId, schema, draft, problems, view, dispatch, onView }: EditorViewsProps) {
  const { text, syntaxProblem, document } = draft;
  const stored = draft.stored.document;
  const context = useMemo(() => ({ userId, document, stored }), [userId, document, stored]);
  const marks = useMemo(() => jsonMarks({ text, syntaxProblem, problems }), [text, syntaxProblem, problems]);
  const hiddenUnless = (name: EditorView) => (view === name ? '' : 'max-lg:hidden');
  return (
    <>
      <ViewChoice view={view} onView={onView} />
      {syntaxProblem !== null && (
        <Notice tone="error">
          <p>{syntaxText(syntaxProblem)}</p>
          <p>{words.syntax.formWaits}</p>
          <Button className="mt-2" onClick={() => dispatch({ type: 'textDropped' })}>
            {words.syntax.drop}
          </Button>
        </Notice>
      )}
      <div className="grid items-start gap-6 lg:grid-cols-2">
        <div className={`min-w-0 ${hiddenUnless('form')}`}>
          <ConfigurationForm
            {...{ schema, context, problems }}
            isDisabled={syntaxProblem !== null}
            onChange={(next) => dispatch({ type: 'documentEdited', document: next })}
          />
        </div>
        <section
          aria-labelledby="json-title"
          className={`grid min-w-0 gap-2 lg:sticky lg:top-4 ${hiddenUnless('json')}`}
        >
          <h2 id="json-title" className="font-semibold">
            {words.json}
          </h2>
          <p className="text-sm text-muted-foreground">{words.jsonHint}</p>
          <JsonEditor
            text={text}
            marks={marks}
            onChange={(next) => dispatch({ type: 'textEdited', text: next })}
          />
        </section>
      </div>
    </>
  );
}

function ViewChoice({ view, onView }: Pick<EditorViewsProps, 'view' | 'onView'>) {
  return (
    <fieldset aria-label={words.views.label} className="flex gap-2 lg:hidden">
      {VIEWS.map((name) => (
        <Button
          key={name}
          look={view === name ? 'primary' : 'secondary'}
          aria-pressed={view === name}
          onClick={() => onView(name)}
        >
          {words.views[name]}
        </Button>
      ))}
    </fieldset>
  );
}
