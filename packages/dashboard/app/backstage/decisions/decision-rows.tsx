import { memo } from 'react';
import type { DecisionJson } from '../backstage-json.ts';
import { ClockTime } from '../clock-time.tsx';
import { useContactNames } from '../contacts/use-contacts.ts';
import { VerdictNote } from '../verdict-note.tsx';
import { decisionKey } from './decision-list.ts';

export interface DecisionRowsProps {
  userId: string;
  decisions: readonly DecisionJson[];
}

/** Messages with their verdicts. */
export function DecisionRows({ userId, decisions }: DecisionRowsProps) {
  const nameOf = useContactNames(userId);
  return (
    <ol>
      {decisions.map((decision) => (
        <DecisionRow
          key={decisionKey(decision)}
          decision={decision}
          name={nameOf(decision.correspondent_id)}
        />
      ))}
    </ol>
  );
}

/** Drawn anew only when it is another one. */
const DecisionRow = memo(function DecisionRow({ decision, name }: { decision: DecisionJson; name: string }) {
  const { message, verdict, reason } = decision;
  return (
    <li className="grid gap-x-4 gap-y-1 border-t py-3 text-sm md:grid-cols-[9rem_10rem_minmax(0,1fr)]">
      <span className="text-muted-foreground">
        <ClockTime time={message.accepted_time} />
      </span>
      <span className="font-medium">
        <bdi>{name}</bdi>
      </span>
      <div className="grid justify-items-start gap-2">
        <p dir="auto" className="line-clamp-4 whitespace-pre-wrap">
          {message.content}
        </p>
        <VerdictNote verdict={verdict} reason={reason} />
      </div>
    </li>
  );
});
