import { useEffect, useRef } from 'react';
import { texts } from '../texts/texts.ts';
import type { PlaygroundJson, PlaygroundMessageJson } from './playground-json.ts';
import { SayForm } from './say-form.tsx';

export interface PlaygroundChatProps {
  state: PlaygroundJson;
  onSay: (text: string) => Promise<unknown>;
}

/** What both sides said, and what says more. */
export function PlaygroundChat({ state, onSay }: PlaygroundChatProps) {
  const list = useRef<HTMLElement>(null);
  const count = state.messages.length;
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is new is at the end.
  useEffect(() => {
    list.current?.scrollTo({ top: list.current.scrollHeight });
  }, [count, state.is_answering]);
  return (
    <div className="grid gap-3">
      <section
        ref={list}
        aria-label={texts.playground.chat.messages}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so it must be reached with the keyboard.
        tabIndex={0}
        className="h-96 overflow-y-auto rounded-md border p-3"
      >
        {count === 0 && <p className="text-sm text-muted-foreground">{texts.playground.chat.empty}</p>}
        <ol aria-live="polite" className="grid gap-2">
          {state.messages.map((message) => (
            <Bubble key={message.id} message={message} />
          ))}
        </ol>
        <p role="status" className="mt-2 text-sm text-muted-foreground">
          {state.is_answering && texts.playground.chat.answering}
        </p>
      </section>
      <SayForm onSay={onSay} />
    </div>
  );
}

function Bubble({ message }: { message: PlaygroundMessageJson }) {
  const isMine = message.from === 'contact';
  const place = isMine ? 'justify-self-end border-primary bg-accent' : 'justify-self-start bg-card';
  const date = new Date(message.time);
  return (
    <li className={`max-w-[85%] rounded-md border px-3 py-2 ${place}`}>
      <p className="text-xs text-muted-foreground">
        {isMine ? texts.playground.chat.you : texts.playground.chat.bot}{' '}
        <time dateTime={date.toISOString()}>{date.toLocaleTimeString(document.documentElement.lang)}</time>
      </p>
      <p dir="auto" className="whitespace-pre-wrap">
        {message.text}
      </p>
    </li>
  );
}
