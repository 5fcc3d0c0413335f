import { useId, useState } from 'react';
import { useLocation } from 'wouter';
import type { BotListEntryJson } from '../api/api-json.ts';
import { useBots } from '../api/bots.ts';
import { segment } from '../api/call-api.ts';
import { LinkingDialog } from '../linking/linking-dialog.tsx';
import { texts } from '../texts/texts.ts';
import { Button } from '../ui/button.tsx';
import { Failure } from '../ui/failure.tsx';
import { Loading } from '../ui/loading.tsx';
import { useFreshFacts } from './bot-facts.ts';
import { BotRow } from './bot-row.tsx';
import { CreateBotDialog } from './create-bot-dialog.tsx';
import { FirstSteps } from './first-steps.tsx';

/** With more bots than these, they can be searched. */
const EASILY_SEEN = 10;

/** `bot-2` comes before `bot-10`. */
const byName = new Intl.Collator(undefined, { numeric: true });

/** All bots. `linking`: the bot whose linking dialog is open. */
export function HomePage({ linking }: { linking?: string }) {
  useFreshFacts();
  const bots = useBots();
  const [, navigate] = useLocation();
  const [isCreating, setIsCreating] = useState(false);
  const create = () => setIsCreating(true);
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h1 className="text-2xl font-semibold">{texts.home.title}</h1>
        {(bots.data?.length ?? 0) > 0 && (
          <Button look="primary" onClick={create}>
            {texts.home.create}
          </Button>
        )}
      </div>
      {bots.isPending && <Loading />}
      {bots.isError && bots.data === undefined && (
        <Failure error={bots.error} retry={() => void bots.refetch()} />
      )}
      {bots.data?.length === 0 && <FirstSteps onCreate={create} />}
      {bots.data !== undefined && bots.data.length > 0 && <BotList bots={bots.data} />}
      {isCreating && (
        <CreateBotDialog
          names={bots.data?.map(({ user_id: name }) => name) ?? []}
          onLink={(userId) => {
            setIsCreating(false);
            navigate(`/link/${segment(userId)}`);
          }}
          onClose={() => setIsCreating(false)}
        />
      )}
      {linking !== undefined && (
        <LinkingDialog key={linking} userId={linking} onClose={() => navigate('/')} />
      )}
    </>
  );
}

function BotList({ bots }: { bots: readonly BotListEntryJson[] }) {
  const [sought, setSought] = useState('');
  const searchId = useId();
  const inOrder = bots.toSorted((one, other) => byName.compare(one.user_id, other.user_id));
  const found = inOrder.filter(({ user_id: userId }) =>
    userId.toLowerCase().includes(sought.trim().toLowerCase()),
  );
  return (
    <>
      {bots.length > EASILY_SEEN && (
        <search className="flex flex-wrap items-center gap-3">
          <label htmlFor={searchId} className="text-sm font-medium">
            {texts.home.search}
          </label>
          <input
            id={searchId}
            type="search"
            className="min-h-10 w-full rounded-md border border-input bg-card px-3 py-2 text-sm sm:w-64"
            value={sought}
            onChange={(event) => setSought(event.target.value)}
          />
          <p role="status" className="text-sm text-muted-foreground">
            {found.length === 0 ? texts.home.nothingFound : texts.home.count(found.length, bots.length)}
          </p>
        </search>
      )}
      <ul className="grid gap-3">
        {found.map((bot) => (
          <BotRow key={bot.user_id} bot={bot} />
        ))}
      </ul>
    </>
  );
}
