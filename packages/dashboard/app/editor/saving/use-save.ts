import { type Dispatch, useState } from 'react';
import { ApiError } from '../../api/api-error.ts';
import { useBotAction } from '../../api/bots.ts';
import type { Draft, DraftAction, StoredDocument } from '../document/draft.ts';
import { saveFailure } from './save-outcome.ts';
import { readStored, writeStored } from './stored-document.ts';

/** How the last save went. */
export type SaveState =
  | { kind: 'idle' | 'saving' | 'saved' | 'reloaded' | 'notLinked' | 'refused' }
  | { kind: 'failed' | 'reloadFailed'; error: unknown }
  /** null: the bot is no more. */
  | { kind: 'conflict'; theirs: StoredDocument | null };

/** How to save. */
export interface SaveOptions {
  isReloaded: boolean;
  /** The version to save over. Default: the one that was read. */
  etag?: string;
}

interface SaveInput {
  userId: string;
  draft: Draft;
  dispatch: Dispatch<DraftAction>;
}

/** Saves a draft, and says how it went. */
export function useSave({ userId, draft, dispatch }: SaveInput) {
  const [state, setState] = useState<SaveState>({ kind: 'idle' });
  const action = useBotAction(userId);
  const save = async ({ isReloaded, etag = draft.stored.etag }: SaveOptions) => {
    setState({ kind: 'saving' });
    const sent = draft.document;
    try {
      await writeStored(userId, { document: sent, etag });
      dispatch({ type: 'saved', sent, stored: await readStored(userId) });
    } catch (error) {
      setState(await afterFailure(error, { userId, dispatch }));
      return;
    }
    setState(isReloaded ? await reload(() => action.mutateAsync('reload')) : { kind: 'saved' });
  };
  return { state, setState, save };
}

async function reload(ask: () => Promise<unknown>): Promise<SaveState> {
  try {
    await ask();
    return { kind: 'reloaded' };
  } catch (error) {
    if (error instanceof ApiError && error.code === 'not_linked') return { kind: 'notLinked' };
    return { kind: 'reloadFailed', error };
  }
}

async function afterFailure(
  error: unknown,
  { userId, dispatch }: Pick<SaveInput, 'userId' | 'dispatch'>,
): Promise<SaveState> {
  const failure = saveFailure(error);
  if (failure.kind === 'conflict') return readTheirs(userId);
  if (failure.kind === 'other') return { kind: 'failed', error };
  dispatch({ type: 'refused', problems: failure.problems });
  return failure.kind === 'refused' ? { kind: 'refused' } : { kind: 'failed', error };
}

async function readTheirs(userId: string): Promise<SaveState> {
  try {
    return { kind: 'conflict', theirs: await readStored(userId) };
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return { kind: 'conflict', theirs: null };
    return { kind: 'failed', error };
  }
}
