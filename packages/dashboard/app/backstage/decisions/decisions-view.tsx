import { useState } from 'react';
import { texts } from '../../texts/texts.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Failure } from '../../ui/failure.tsx';
import { SelectField } from '../../ui/field.tsx';
import { Loading } from '../../ui/loading.tsx';
import { ContactSelect } from '../contacts/contact-select.tsx';
import { useChosenContact } from '../contacts/use-chosen-contact.ts';
import type { DecisionList } from './decision-list.ts';
import { DecisionRows } from './decision-rows.tsx';
import { useDecisions } from './use-decisions.ts';

/** What has become of each message and why, live. */
export function DecisionsView({ userId }: { userId: string }) {
  const { query, older } = useDecisions(userId);
  const [verdict, setVerdict] = useState('');
  const next = query.data?.next ?? null;
  return (
    <Card title={texts.backstage.decisions.title}>
      <div className="grid gap-3 sm:grid-cols-2">
        <ContactSelect userId={userId} none={texts.backstage.contacts.all} />
        <SelectField
          label={texts.backstage.decisions.verdict}
          value={verdict}
          onChange={(event) => setVerdict(event.target.value)}
        >
          <option value="">{texts.backstage.decisions.all}</option>
          {Object.entries(texts.backstage.verdicts).map(([name, words]) => (
            <option key={name} value={name}>
              {words}
            </option>
          ))}
        </SelectField>
      </div>
      {query.isPending && <Loading />}
      {query.isError && <Failure error={query.error} retry={() => void query.refetch()} />}
      {query.data && <Matching userId={userId} list={query.data} verdict={verdict} />}
      {older.isError && <Failure error={older.error} />}
      {next !== null && (
        <Button className="justify-self-center" isBusy={older.isPending} onClick={() => older.mutate(next)}>
          {texts.backstage.loadOlder}
        </Button>
      )}
    </Card>
  );
}

function Matching({ userId, list, verdict }: { userId: string; list: DecisionList; verdict: string }) {
  const [contactId] = useChosenContact();
  const all = list.decisions;
  const matching = all.filter(
    (decision) =>
      (verdict === '' || decision.verdict === verdict) &&
      (contactId === null || decision.correspondent_id === contactId),
  );
  const { empty, noMatch, shown } = texts.backstage.decisions;
  if (all.length === 0) return <p role="status">{empty}</p>;
  return (
    <>
      <p role="status" className="text-sm text-muted-foreground">
        {matching.length === 0 ? noMatch : shown(matching.length, all.length)}
      </p>
      {matching.length > 0 && <DecisionRows userId={userId} decisions={matching} />}
    </>
  );
}
