import { useEffect, useRef } from 'react';
import type { BotAction } from '../api/bots.ts';
import { texts } from '../texts/texts.ts';
import { buttonClass } from '../ui/button.tsx';

export interface MoreActionsProps {
  userId: string;
  actions: readonly BotAction[];
  onAction: (action: BotAction) => void;
}

/** The actions that are not needed every day, behind a button. */
export function MoreActions({ userId, actions, onAction }: MoreActionsProps) {
  const details = useRef<HTMLDetailsElement>(null);
  const close = () => {
    if (details.current) details.current.open = false;
  };
  useEffect(() => {
    const closeOutside = ({ target }: Event) => {
      if (details.current?.open && !details.current.contains(target as Node)) details.current.open = false;
    };
    addEventListener('pointerdown', closeOutside);
    addEventListener('focusin', closeOutside);
    return () => {
      removeEventListener('pointerdown', closeOutside);
      removeEventListener('focusin', closeOutside);
    };
  }, []);
  return (
    <details
      ref={details}
      className="sm:relative"
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !details.current?.open) return;
        close();
        details.current.querySelector('summary')?.focus();
      }}
    >
      <summary
        aria-label={texts.home.of(texts.home.actions.more, userId)}
        className={`${buttonClass('quiet')} list-none`}
      >
        {texts.home.actions.more}
        <span aria-hidden="true">▾</span>
      </summary>
      <ul className="absolute inset-x-4 z-10 mt-1 grid min-w-40 sm:inset-x-auto sm:end-0 rounded-md border bg-card p-1 shadow-lg">
        {actions.map((action) => (
          <li key={action}>
            <button
              type="button"
              className={`min-h-10 w-full rounded-md px-3 text-start text-sm hover:bg-accent ${action === 'delete' ? 'text-destructive' : ''}`}
              onClick={() => {
                // The focus comes back to the button when a dialog that asks is closed.
                details.current?.querySelector('summary')?.focus();
                close();
                onAction(action);
              }}
            >
              {texts.home.actions[action]}
            </button>
          </li>
        ))}
      </ul>
    </details>
  );
}
