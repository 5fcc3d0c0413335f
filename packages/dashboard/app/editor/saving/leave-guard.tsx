import { useEffect, useState } from 'react';
import { useLocation, useRouter } from 'wouter';
import { texts } from '../../texts/texts.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';

const words = texts.editor.leave;

/** Asks before the page is left by a link, by going back, or by closing the tab, while something is not saved. */
export function LeaveGuard({ isActive }: { isActive: boolean }) {
  const [leave, setLeave] = useState<(() => void) | null>(null);
  const [, navigate] = useLocation();
  const { base } = useRouter();
  useEffect(() => {
    if (!isActive) return;
    const ended = new AbortController();
    const { signal } = ended;
    const ask = (go: () => void) =>
      setLeave(() => () => {
        ended.abort();
        go();
      });
    window.addEventListener('beforeunload', (event) => event.preventDefault(), { signal });
    const onClick = (event: MouseEvent) => {
      const path = pathOfClick(event, base);
      if (path === null) return;
      event.preventDefault();
      event.stopPropagation();
      ask(() => navigate(path));
    };
    document.addEventListener('click', onClick, { capture: true, signal });
    guardHistory(ask, signal);
    return () => ended.abort();
  }, [isActive, base, navigate]);
  if (leave === null) return null;
  return (
    <ConfirmDialog
      title={words.title}
      action={words.action}
      onConfirm={async () => leave()}
      onClose={() => setLeave(null)}
    >
      {words.text}
    </ConfirmDialog>
  );
}

/** The path in the dashboard that a click on a link leads this tab to; null when it leads nowhere else. */
function pathOfClick(event: MouseEvent, base: string): string | null {
  if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return null;
  const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a[href]') : null;
  if (link === null || link.target !== '' || link.origin !== location.origin) return null;
  if (link.pathname === location.pathname) return null;
  return link.pathname.startsWith(base)
    ? `${link.pathname.slice(base.length) || '/'}${link.search}${link.hash}`
    : null;
}

/** Going back and forth can be held up only where the browser has the Navigation API. */
function guardHistory(ask: (go: () => void) => void, signal: AbortSignal): void {
  if (!('navigation' in window)) return;
  const { navigation } = window;
  navigation.addEventListener(
    'navigate',
    (event) => {
      if (event.navigationType !== 'traverse' || !event.cancelable) return;
      const { key } = event.destination;
      event.preventDefault();
      ask(() => navigation.traverseTo(key));
    },
    { signal },
  );
}
