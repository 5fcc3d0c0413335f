import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { lintGutter } from '@codemirror/lint';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

const color = (name: string) => ({ color: `var(--${name})` });

const highlight = HighlightStyle.define([
  { tag: tags.propertyName, ...color('primary') },
  { tag: tags.string, ...color('foreground') },
  { tag: [tags.number, tags.bool, tags.null], ...color('warning') },
  { tag: [tags.separator, tags.brace, tags.squareBracket], ...color('muted-foreground') },
  { tag: tags.invalid, ...color('destructive') },
]);

const theme = EditorView.theme({
  '&': { ...color('foreground'), backgroundColor: 'var(--card)', fontSize: '0.8125rem', maxHeight: '75dvh' },
  '.cm-content': { caretColor: 'var(--foreground)', paddingBlock: '0.75rem' },
  '.cm-cursor': { borderInlineStartColor: 'var(--foreground)' },
  '.cm-gutters': { ...color('muted-foreground'), backgroundColor: 'var(--card)', border: 'none' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'var(--muted)' },
  '.cm-activeLineGutter': color('foreground'),
  '&.cm-focused .cm-selectionBackground, .cm-selectionBackground': { background: 'var(--accent) !important' },
  '.cm-matchingBracket': { backgroundColor: 'var(--accent) !important' },
  '.cm-foldPlaceholder': { ...color('foreground'), backgroundColor: 'var(--muted)', border: 'none' },
  '.cm-tooltip, .cm-panels': {
    ...color('foreground'),
    backgroundColor: 'var(--card)',
    borderColor: 'var(--border)',
  },
  // The marks of the library are images in data: URLs, which the Content Security Policy refuses.
  '.cm-lintRange-error': {
    backgroundImage: 'none',
    textDecoration: 'underline wavy var(--destructive)',
    textUnderlineOffset: '3px',
  },
  '.cm-lint-marker-error': {
    content: 'normal',
    width: '0.6em',
    height: '0.6em',
    marginBlockStart: '0.35em',
    borderRadius: '50%',
    backgroundColor: 'var(--destructive)',
  },
  '.cm-diagnostic-error': { borderInlineStartColor: 'var(--destructive)' },
  '.cm-scroller': { overflow: 'auto', fontFamily: 'ui-monospace, monospace' },
});

/** How the JSON editor looks, in the colours of the dashboard. */
export const editorLook = [theme, syntaxHighlighting(highlight), lintGutter()];
