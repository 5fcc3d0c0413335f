import { memo, useState } from 'react';
import { Link } from 'wouter';
import type { BotListEntryJson, BotStatusJson } from '../api/api-json.ts';
import { type BotAction, useBotAction, useBotStatus } from '../api/bots.ts';
import { segment } from '../api/call-api.ts';
import { texts } from '../texts/texts.ts';
import { buttonClass } from '../ui/button.tsx';
import { Failure } from '../ui/failure.tsx';
import { Moment } from '../ui/moment.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { type AskedAction, AskFirst } from './ask-first.tsx';
import { choicesOf } from './bot-choices.ts';
import { useLastActivity, useWarnings } from './bot-facts.ts';
import { MoreActions } from './more-actions.tsx';
import { StatusBadge } from './status-badge.tsx';
import { useIsSeen } from './use-is-seen.ts';

/** A bot in the list: where it stands, and what can be done with it. */
export const BotRow = memo(function BotRow({ bot }: { bot: BotListEntryJson }) {
  const { user_id: userId } = bot;
  const { ref, isSeen } = useIsSeen<HTMLLIElement>();
  const { data: status } = useBotStatus(userId, isSeen);
  const action = useBotAction(userId);
  const [asked, setAsked] = useState<AskedAction | null>(null);
  const { actions } = choicesOf(bot);
  const act = (chosen: BotAction) => {
    if (chosen === 'unlink' || chosen === 'delete') setAsked(chosen);
    else action.mutate(chosen);
  };
  const confirm = async (chosen: AskedAction) => {
    await action.mutateAsync(chosen);
    // The row is gone, with the button that had the focus.
    if (chosen === 'delete') document.getElementById('content')?.focus();
  };
  return (
    <li ref={ref} className="relative grid gap-2 rounded-md border bg-card p-4">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <div className="grid min-w-0 gap-1">
          <div className="flex flex-wrap items-center gap-2">
            <h2 className="min-w-0 font-semibold">
              <bdi>{userId}</bdi>
            </h2>
            <StatusBadge status={bot.status} />
            {action.isPending && <Spinner />}
          </div>
          <Facts bot={bot} status={status} isSeen={isSeen} />
        </div>
        <div className="flex flex-wrap items-center gap-1">
          <Ways bot={bot} />
          <MoreActions userId={userId} actions={actions} onAction={act} />
        </div>
      </div>
      {status?.last_error && (
        <p className="text-sm text-warning">
          <span className="font-medium">{texts.home.needsAttention}:</span> {status.last_error.message}
        </p>
      )}
      <Remarks userId={userId} />
      {action.isError && <Failure error={action.error} />}
      {asked !== null && (
        <AskFirst
          userId={userId}
          action={asked}
          onConfirm={() => confirm(asked)}
          onClose={() => setAsked(null)}
        />
      )}
    </li>
  );
});

interface FactsProps {
  bot: BotListEntryJson;
  status: BotStatusJson | undefined;
  isSeen: boolean;
}

function Facts({ bot, status, isSeen }: FactsProps) {
  const activity = useLastActivity(bot.user_id, isSeen);
  return (
    <p className="flex min-h-5 flex-wrap gap-x-3 text-sm text-muted-foreground">
      {status !== undefined && bot.status !== 'invalid_config' && <span>{texts.mode[status.mode]}</span>}
      {!bot.authenticated && bot.status === 'disconnected' && <span>{texts.home.notLinked}</span>}
      {status?.history_percent !== undefined && (
        <span>{texts.home.history(Math.round(status.history_percent))}</span>
      )}
      {activity !== null ? (
        <span>
          {texts.home.lastMessage} <Moment time={activity} />
        </span>
      ) : (
        status !== undefined && (
          <span>
            {texts.home.since} <Moment time={status.since} />
          </span>
        )
      )}
    </p>
  );
}

function Ways({ bot }: { bot: BotListEntryJson }) {
  const { actions: words, of } = texts.home;
  const { mayLink, isLinking } = choicesOf(bot);
  const id = segment(bot.user_id);
  const link = isLinking ? words.showLinking : words.link;
  return (
    <>
      {mayLink && (
        <Link href={`/link/${id}`} aria-label={of(link, bot.user_id)} className={buttonClass()}>
          {link}
        </Link>
      )}
      {(
        [
          [words.edit, `/edit/${id}`],
          [words.backstage, `/bots/${id}`],
          [words.playground, `/bots/${id}/playground`],
        ] as const
      ).map(([word, path]) => (
        <Link key={path} href={path} aria-label={of(word, bot.user_id)} className={buttonClass('quiet')}>
          {word}
        </Link>
      ))}
    </>
  );
}

function Remarks({ userId }: { userId: string }) {
  const warnings = useWarnings(userId);
  if (warnings.length === 0) return null;
  return (
    <details className="text-sm text-muted-foreground">
      <summary>{texts.home.remarks(warnings.length)}</summary>
      <ul className="grid list-disc gap-1 ps-5 pt-1">
        {warnings.map((warning) => (
          <li key={warning}>{warning}</li>
        ))}
      </ul>
    </details>
  );
}
