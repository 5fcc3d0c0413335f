import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { keepToken } from '../api/session.ts';
import { texts } from '../texts/texts.ts';
import { Header } from './header.tsx';

/** What is around every page. */
export function Shell({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const signOut = () => {
    keepToken(null);
    client.clear();
  };
  return (
    <>
      <button
        type="button"
        className="sr-only focus:not-sr-only"
        onClick={() => document.getElementById('content')?.focus()}
      >
        {texts.skipToContent}
      </button>
      <Header onSignOut={signOut} />
      <main id="content" tabIndex={-1} className="mx-auto grid max-w-6xl gap-6 px-4 py-6">
        {children}
      </main>
    </>
  );
}
