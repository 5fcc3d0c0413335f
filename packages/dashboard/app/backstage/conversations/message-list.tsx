import { texts } from '../../texts/texts.ts';
import { Button } from '../../ui/button.tsx';
import { Failure } from '../../ui/failure.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { type Conversation, messageKey } from './conversation.ts';
import { MessageBubble } from './message-bubble.tsx';
import { useChatScroll } from './use-chat-scroll.ts';
import type { LiveConversation } from './use-conversation.ts';

export interface MessageListProps {
  conversation: Conversation;
  older: LiveConversation['older'];
  /** The id of the heading above it. */
  labelledBy: string;
}

/** What was said, like in a chat: the newest at the end, where it stays. */
export function MessageList({ conversation, older, labelledBy }: MessageListProps) {
  const { messages, next } = conversation;
  const stage = stageOf(conversation);
  const [first, last] = [messages[0], messages.at(-1)].map((message) => message && messageKey(message));
  const { box, onScroll, hasNew, toNewest } = useChatScroll({ first, last, tail: stage });
  return (
    <div className="relative">
      <div
        ref={box}
        onScroll={onScroll}
        role="log"
        aria-labelledby={labelledBy}
        aria-live={older.isLoading ? 'off' : 'polite'}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable without a mouse.
        tabIndex={0}
        className="grid h-[min(65vh,42rem)] content-start gap-3 overflow-y-auto rounded-md border bg-background p-3 [overflow-anchor:none]"
      >
        <div className="justify-self-center text-center text-xs text-muted-foreground">
          {next === null ? (
            messages.length > 0 && texts.backstage.conversation.beginning
          ) : (
            <Button
              isBusy={older.isLoading}
              onClick={() => {
                older.load();
                // The button cannot keep the focus while it is busy, and goes away at the beginning.
                box.current?.focus({ preventScroll: true });
              }}
            >
              {texts.backstage.loadOlder}
            </Button>
          )}
          {older.error !== null && <Failure error={older.error} />}
        </div>
        {messages.length === 0 && (
          <p className="text-sm text-muted-foreground">{texts.backstage.conversation.empty}</p>
        )}
        <ol className="grid gap-3">
          {messages.map((message) => (
            <MessageBubble key={messageKey(message)} message={message} />
          ))}
        </ol>
        {stage !== undefined && (
          <p className="flex items-center gap-2 justify-self-end text-sm text-muted-foreground">
            <Spinner /> {STAGES[stage]}
          </p>
        )}
      </div>
      {hasNew && (
        <Button
          look="primary"
          onClick={toNewest}
          className="absolute inset-x-0 bottom-3 mx-auto w-fit shadow-lg"
        >
          {texts.backstage.conversation.newMessages} <span aria-hidden="true">↓</span>
        </Button>
      )}
    </div>
  );
}

const STAGES = {
  thinking: texts.backstage.conversation.thinking,
  decided: texts.backstage.conversation.sending,
} as const;

function stageOf({ turns }: Conversation): keyof typeof STAGES | undefined {
  const stages = Object.values(turns);
  return stages.includes('thinking') ? 'thinking' : stages[0];
}
