import { useSyncExternalStore } from 'react';

const KEY = 'chat-imposter.token';
const watchers = new Set<() => void>();

/** The token that was typed in, for this tab only; null without one. It comes from nowhere else, never from the address. */
export function readToken(): string | null {
  return sessionStorage.getItem(KEY);
}

/** Keeps a token until the tab is closed; null forgets it. */
export function keepToken(token: string | null): void {
  if (token === null) sessionStorage.removeItem(KEY);
  else sessionStorage.setItem(KEY, token);
  for (const changed of watchers) changed();
}

/** The token, as it is now. */
export function useToken(): string | null {
  return useSyncExternalStore(watch, readToken);
}

function watch(changed: () => void): () => void {
  watchers.add(changed);
  return () => watchers.delete(changed);
}
