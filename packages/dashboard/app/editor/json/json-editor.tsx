import { json } from '@codemirror/lang-json';
import { type Diagnostic, setDiagnostics } from '@codemirror/lint';
import { Annotation } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { basicSetup } from 'codemirror';
import { useEffect, useEffectEvent, useRef } from 'react';
import { texts } from '../../texts/texts.ts';
import { editorLook } from './editor-look.ts';

/** Marks changes that come from the form. */
const fromOutside = Annotation.define<true>();

interface JsonEditorProps {
  text: string;
  /** What is wrong, and where. */
  marks: readonly Diagnostic[];
  onChange: (text: string) => void;
}

/** The document as JSON, to be edited. */
export function JsonEditor({ text, marks, onChange }: JsonEditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<EditorView | null>(null);
  const changed = useEffectEvent((next: string) => onChange(next));
  const firstText = useRef(text);
  useEffect(() => {
    const view = createEditor({
      parent: host.current as HTMLElement,
      text: firstText.current,
      onChange: changed,
    });
    editor.current = view;
    return () => view.destroy();
  }, []);
  useEffect(() => {
    if (editor.current !== null) showText(editor.current, text);
  }, [text]);
  useEffect(() => {
    if (editor.current !== null) showMarks(editor.current, marks);
  }, [marks]);
  return <div ref={host} className="min-w-0 overflow-hidden rounded-md border border-input bg-card" />;
}

interface EditorInput {
  parent: HTMLElement;
  text: string;
  onChange: (text: string) => void;
}

function createEditor({ parent, text, onChange }: EditorInput): EditorView {
  const nonce = document.querySelector<HTMLMetaElement>('meta[property=csp-nonce]')?.nonce ?? '';
  return new EditorView({
    parent,
    doc: text,
    extensions: [
      EditorView.cspNonce.of(nonce),
      basicSetup,
      json(),
      editorLook,
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({
        tabindex: '0',
        'aria-label': texts.editor.jsonLabel,
        spellcheck: 'false',
      }),
      EditorView.updateListener.of(({ docChanged, transactions, state }) => {
        if (!docChanged || transactions.some((one) => one.annotation(fromOutside))) return;
        onChange(state.doc.toString());
      }),
    ],
  });
}

/** Changes only what differs, so that the cursor stays where it is. */
function showText(view: EditorView, text: string): void {
  const shown = view.state.doc.toString();
  if (shown === text) return;
  const shorter = Math.min(shown.length, text.length);
  let start = 0;
  while (start < shorter && shown[start] === text[start]) start += 1;
  let end = 0;
  while (end < shorter - start && shown.at(-1 - end) === text.at(-1 - end)) end += 1;
  view.dispatch({
    changes: { from: start, to: shown.length - end, insert: text.slice(start, text.length - end) },
    annotations: fromOutside.of(true),
  });
}

function showMarks(view: EditorView, marks: readonly Diagnostic[]): void {
  const length = view.state.doc.length;
  const inside = marks.map((mark) => ({
    ...mark,
    from: Math.min(mark.from, length),
    to: Math.min(mark.to, length),
  }));
  view.dispatch(setDiagnostics(view.state, inside));
}
