import { texts } from '../../texts/texts.ts';
import type { ContextMessageJson } from '../backstage-json.ts';
import { CopyJson } from './copy-json.tsx';

const LOOKS: Readonly<Record<ContextMessageJson['role'], string>> = {
  system: 'bg-muted',
  user: 'bg-card',
  assistant: 'border-primary bg-accent',
};

/** The messages of a request to the language model, to read and to copy. */
export function ContextMessages({ messages }: { messages: readonly ContextMessageJson[] }) {
  return (
    <>
      <ol className="grid gap-3">
        {messages.map(({ role, content }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: they have no name but their place.
          <li key={index} className={`grid gap-1 rounded-md border p-3 ${LOOKS[role]}`}>
            <h3 className="text-xs font-medium text-muted-foreground">
              {texts.backstage.context.roles[role]}
            </h3>
            <p dir="auto" className="whitespace-pre-wrap text-sm">
              {content}
            </p>
          </li>
        ))}
      </ol>
      <details>
        <summary className="py-2 font-medium">{texts.backstage.context.json}</summary>
        <CopyJson json={JSON.stringify(messages, null, 2)} />
      </details>
    </>
  );
}
