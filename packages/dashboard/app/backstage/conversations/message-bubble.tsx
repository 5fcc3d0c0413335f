import { memo } from 'react';
import type { ConversationMessageJson } from '../../api/api-json.ts';
import { texts } from '../../texts/texts.ts';
import { ClockTime } from '../clock-time.tsx';
import { verdictOf } from '../verdict.ts';
import { VerdictNote } from '../verdict-note.tsx';

const LOOKS: Readonly<Record<ConversationMessageJson['source'], string>> = {
  user: 'me-8 justify-self-start bg-card',
  bot: 'ms-8 justify-self-end border-primary bg-accent',
  user_outgoing: 'ms-8 justify-self-end border-dashed border-primary bg-card',
};

/** One message of a conversation. Drawn anew only when it is another one. */
export const MessageBubble = memo(function MessageBubble({ message }: { message: ConversationMessageJson }) {
  const { source, content, accepted_time, originating_time, state, reason } = message;
  const verdict = source === 'user' ? verdictOf(state, reason) : null;
  return (
    <li className={`grid max-w-prose gap-1 rounded-md border px-3 py-2 ${LOOKS[source]}`}>
      <span className="text-xs font-medium text-muted-foreground">
        <Speaker message={message} />
      </span>
      <p dir="auto" className="whitespace-pre-wrap text-sm">
        {content}
      </p>
      <span className="flex flex-wrap items-center gap-2 text-xs text-muted-foreground">
        <ClockTime time={originating_time ?? accepted_time} />
        {verdict !== null && <VerdictNote verdict={verdict} reason={reason} />}
        {source === 'user' && state === 'said' && texts.backstage.conversation.before}
      </span>
    </li>
  );
});

function Speaker({ message: { source, sender } }: { message: ConversationMessageJson }) {
  if (source === 'bot') return texts.backstage.conversation.bot;
  if (source === 'user_outgoing') return texts.backstage.conversation.owner;
  return <bdi>{sender.display_name}</bdi>;
}
