import { useState } from 'react';
import { texts } from '../texts/texts.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import type { ModelCallJson } from './playground-json.ts';

const words = texts.playground.call;

/** What the model was asked, what it said, and what that took. */
export function ModelCallView({ call }: { call: ModelCallJson }) {
  const { usage } = call;
  return (
    <div className="grid gap-2 text-sm">
      <dl className="flex flex-wrap gap-x-4 gap-y-1">
        {call.model !== null && <Fact name={words.model} value={call.model} />}
        <Fact name={words.time} value={words.seconds(call.duration_ms)} />
        {usage !== null && (
          <>
            <Fact name={words.input} value={words.tokens(usage.input_tokens, usage.cached_input_tokens)} />
            <Fact name={words.output} value={words.written(usage.output_tokens, usage.reasoning_tokens)} />
          </>
        )}
      </dl>
      {call.problem !== null && <Notice tone="warning">{words.problem(call.problem)}</Notice>}
      <details>
        <summary>{words.prompt(call.messages.length)}</summary>
        <ol className="mt-2 grid gap-2">
          {call.messages.map((message, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a prompt does not change.
            <li key={index} className="rounded-md bg-muted p-2">
              <p className="text-xs font-medium text-muted-foreground">{words.roles[message.role]}</p>
              <p dir="auto" className="whitespace-pre-wrap">
                {message.content}
              </p>
            </li>
          ))}
        </ol>
        <CopyButton text={JSON.stringify(call.messages, null, 2)} />
      </details>
    </div>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div className="flex gap-1">
      <dt className="text-muted-foreground">{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function CopyButton({ text }: { text: string }) {
  const [isCopied, setIsCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setIsCopied(true);
  };
  return (
    <Button className="mt-2" onClick={() => void copy()}>
      {isCopied ? words.copied : words.copy}
    </Button>
  );
}
