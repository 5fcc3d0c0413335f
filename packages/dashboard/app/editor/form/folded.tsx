import { type ReactNode, useState } from 'react';

interface FoldedProps {
  title: string;
  isForcedOpen: boolean;
  children: ReactNode;
}

/** Fields behind a heading that opens them. */
export function Folded({ title, isForcedOpen, children }: FoldedProps) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <details
      open={isOpen || isForcedOpen}
      onToggle={(event) => setIsOpen(event.currentTarget.open)}
      className="rounded-md border p-3"
    >
      <summary className="text-sm font-medium">{title}</summary>
      <div className="mt-4 grid gap-5">{children}</div>
    </details>
  );
}
