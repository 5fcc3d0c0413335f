const KEY = 'chat-imposter.token';

/** The token that was typed in, for this tab only; null without one. It comes from nowhere else, never from the address. */
export function readToken(): string | null {
  return sessionStorage.getItem(KEY);
}

/** Keeps a token until the tab is closed. */
export function keepToken(token: string): void {
  sessionStorage.setItem(KEY, token);
}

export function forgetToken(): void {
  sessionStorage.removeItem(KEY);
}
