import { useState } from 'react';
import { Link } from 'wouter';
import { useToken } from '../api/session.ts';
import icon from '../icon.svg';
import { texts } from '../texts/texts.ts';
import { Button } from '../ui/button.tsx';
import { readTheme, setTheme, type Theme } from './theme.ts';

/** The way home, how the page looks, and the way out. */
export function Header({ onSignOut }: { onSignOut: () => void }) {
  const token = useToken();
  return (
    <header className="border-b bg-card">
      <div className="mx-auto flex max-w-6xl flex-wrap items-center justify-between gap-2 px-4 py-2">
        <Link href="/" className="flex items-center gap-2 py-2 font-semibold">
          <img src={icon} alt="" className="size-6" />
          {texts.product}
        </Link>
        <div className="flex items-center gap-2">
          <ThemeChoice />
          {token !== null && (
            <Button look="quiet" onClick={onSignOut}>
              {texts.header.signOut}
            </Button>
          )}
        </div>
      </div>
    </header>
  );
}

function ThemeChoice() {
  const [theme, choose] = useState<Theme>(readTheme);
  return (
    <select
      aria-label={texts.header.theme}
      className="min-h-10 rounded-md border border-input bg-card px-2 text-sm"
      value={theme}
      onChange={(event) => {
        const chosen = event.target.value as Theme;
        setTheme(chosen);
        choose(chosen);
      }}
    >
      {Object.entries(texts.header.themes).map(([value, label]) => (
        <option key={value} value={value}>
          {label}
        </option>
      ))}
    </select>
  );
}
