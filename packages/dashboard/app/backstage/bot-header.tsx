import { Link } from 'wouter';
import { useBotStatus } from '../api/bots.ts';
import { segment } from '../api/call-api.ts';
import { texts } from '../texts/texts.ts';
import { Failure } from '../ui/failure.tsx';
import { Notice } from '../ui/notice.tsx';
import { BotState } from './bot-state.tsx';
import { tabClass } from './tab-class.ts';

/** A page of one bot. */
type BotPageName = 'backstage' | 'groups' | 'playground' | 'edit';

const PATHS: Readonly<Record<BotPageName, (id: string) => string>> = {
  backstage: (id) => `/bots/${id}`,
  groups: (id) => `/bots/${id}/groups`,
  playground: (id) => `/bots/${id}/playground`,
  edit: (id) => `/edit/${id}`,
};

export interface BotHeaderProps {
  userId: string;
  current: BotPageName;
}

/** What every page of a bot begins with: its name, where it stands, and the ways to its other pages. */
export function BotHeader({ userId, current }: BotHeaderProps) {
  const status = useBotStatus(userId);
  const lastError = status.data?.last_error;
  return (
    <div className="grid gap-3">
      <div className="flex flex-wrap items-center gap-3">
        <h1 className="text-2xl font-semibold">
          <bdi>{userId}</bdi>
        </h1>
        <div role="status" className="flex flex-wrap gap-2">
          {status.data && <BotState status={status.data} />}
        </div>
      </div>
      {lastError && <Notice tone="warning">{texts.backstage.lastError(lastError.message)}</Notice>}
      {status.isError && status.data === undefined && (
        <Failure error={status.error} retry={() => void status.refetch()} />
      )}
      <nav aria-label={texts.backstage.pages.label} className="border-b">
        <ul className="flex flex-wrap gap-1">
          {(Object.keys(PATHS) as BotPageName[]).map((page) => (
            <li key={page}>
              <Link
                href={PATHS[page](segment(userId))}
                aria-current={page === current ? 'page' : undefined}
                className={tabClass(page === current)}
              >
                {texts.backstage.pages[page]}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
    </div>
  );
}
