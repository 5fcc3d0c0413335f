import { useState } from 'react';
import { useLiveEvents } from '../api/use-live-events.ts';
import { NotFoundPage } from '../shell/not-found-page.tsx';
import { texts } from '../texts/texts.ts';
import { Notice } from '../ui/notice.tsx';
import { BotHeader } from './bot-header.tsx';
import { useChosenContact } from './contacts/use-chosen-contact.ts';
import { useFreshContacts } from './contacts/use-contacts.ts';
import { ContextView } from './context/context-view.tsx';
import { ConversationsView } from './conversations/conversations-view.tsx';
import { DecisionsView } from './decisions/decisions-view.tsx';
import { useBatchedEvents } from './live/use-batched-events.ts';
import { LogView } from './log/log-view.tsx';
import { QueueView } from './queue/queue-view.tsx';
import { useEvictions } from './queue/use-evictions.ts';
import { UsageView } from './usage/usage-view.tsx';
import { ViewNav } from './view-nav.tsx';
import { type ViewName, viewOf } from './view-path.ts';

export interface BackstagePageProps {
  userId: string;
  /** The view, as the path names it. Default: the conversations. */
  view?: string | undefined;
}

/** What a bot hears, says and decides, live. */
export function BackstagePage({ userId, view: name }: BackstagePageProps) {
  const view = viewOf(name);
  return view === null ? <NotFoundPage /> : <Backstage userId={userId} view={view} />;
}

function Backstage({ userId, view }: { userId: string; view: ViewName }) {
  const evictions = useEvictions(userId);
  useFreshContacts(userId);
  useContactThatGoesOn(userId);
  const isRemoved = useRemoval(userId);
  return (
    <>
      <BotHeader userId={userId} current="backstage" />
      {isRemoved && <Notice tone="warning">{texts.backstage.deleted}</Notice>}
      <ViewNav userId={userId} current={view} />
      {view === 'conversations' && <ConversationsView userId={userId} />}
      {view === 'queue' && <QueueView userId={userId} evictions={evictions} />}
      {view === 'context' && <ContextView userId={userId} />}
      {view === 'decisions' && <DecisionsView userId={userId} />}
      {view === 'usage' && <UsageView userId={userId} />}
      {view === 'log' && <LogView userId={userId} />}
    </>
  );
}

/** Stays with the chosen contact when it turns out to be another one, and leaves it when it was erased. */
function useContactThatGoesOn(userId: string): void {
  const [chosen, choose] = useChosenContact();
  useBatchedEvents(userId, (events) => {
    for (const { kind, data } of events) {
      if (kind === 'merge' && data.from === chosen) choose(data.into, { replace: true });
      if (kind === 'erasure' && data.correspondent_id === chosen) choose(null, { replace: true });
    }
  });
}

function useRemoval(userId: string): boolean {
  const [isRemoved, setIsRemoved] = useState(false);
  useLiveEvents(({ kind, data }) => {
    if (kind === 'removal' && data.user_id === userId) setIsRemoved(true);
  });
  return isRemoved;
}
