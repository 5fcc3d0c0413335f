import { describe, expect, it } from 'vitest';
import { documentWith } from '../validation/schema-fixture.ts';
import { type Draft, hasEdits, nextDraft, standingRefusals, startDraft } from './draft.ts';
import { SECRET_MASK } from './secrets.ts';

const PATHS = [['llm', 'settings', 'api_key']];
const stored = { document: documentWith({ api_key: SECRET_MASK }), etag: '"1"' };
const start = () => startDraft(stored, PATHS);
const typed = (draft: Draft, text: string) => nextDraft(draft, { type: 'textEdited', text });

describe('a draft', () => {
  it('shows an edit of the document in the text, and the other way round', () => {
    const edited = nextDraft(start(), { type: 'documentEdited', document: { user_id: 'dana', list: ['a'] } });
    expect(JSON.parse(edited.text)).toEqual({ user_id: 'dana', list: ['a'] });
    expect(typed(edited, '{"user_id":"dana"}').document).toEqual({ user_id: 'dana' });
    expect([hasEdits(start()), hasEdits(edited)]).toEqual([false, true]);
  });

  it('keeps a text that can not be read as it was typed, and the document that was there before', () => {
    const broken = typed(start(), '{"user_id": ');
    expect([broken.text, broken.document]).toEqual(['{"user_id": ', stored.document]);
    expect([broken.syntaxProblem?.kind, hasEdits(broken)]).toEqual(['syntax', true]);
    expect(nextDraft(broken, { type: 'textDropped' })).toEqual(start());
  });

  it('never shows a secret in the text, and keeps it when the text is edited', () => {
    const edited = nextDraft(start(), {
      type: 'documentEdited',
      document: documentWith({ api_key: 'sk-1' }),
    });
    expect(edited.text).not.toContain('sk-1');
    const retyped = typed(edited, edited.text.replace('"m"', '"other"'));
    expect(retyped.document).toEqual(documentWith({ model: 'other', api_key: 'sk-1' }));
  });

  it('lets a refusal stand until its value is changed', () => {
    const refused = nextDraft(start(), { type: 'refused', problems: [{ path: ['user_id'], message: 'no' }] });
    expect(standingRefusals(refused)).toHaveLength(1);
    const elsewhere = typed(refused, JSON.stringify({ ...stored.document, list: ['a'] }));
    expect(standingRefusals(elsewhere)).toHaveLength(1);
    expect(standingRefusals(typed(refused, '{"user_id":"eli"}'))).toEqual([]);
  });

  it('keeps what was typed while a save was under way', () => {
    const sent = { user_id: 'dana', list: ['a'] };
    const saved = { type: 'saved', sent, stored: { document: sent, etag: '"2"' } } as const;
    const edited = nextDraft(start(), { type: 'documentEdited', document: sent });
    expect(hasEdits(nextDraft(edited, saved))).toBe(false);
    const later = nextDraft(typed(edited, '{"user_id":"dana","list":["b"]}'), saved);
    expect([later.document, later.stored.etag, hasEdits(later)]).toEqual([
      { user_id: 'dana', list: ['b'] },
      '"2"',
      true,
    ]);
  });

  it('is replaced by another version, and comes back over that', () => {
    const theirs = { document: { user_id: 'dana', list: ['t'] }, etag: '"2"' };
    const mine = typed(start(), '{"user_id":"dana","list":["m"]}');
    const replaced = nextDraft(mine, { type: 'replaced', stored: theirs });
    expect([replaced.document, hasEdits(replaced)]).toEqual([theirs.document, false]);
    const back = nextDraft(replaced, { type: 'broughtBack', draft: mine });
    expect([back.document, back.stored]).toEqual([mine.document, theirs]);
  });
});
