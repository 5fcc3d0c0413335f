import { Link } from 'wouter';
import { texts } from '../texts/texts.ts';
import { useChosenContact } from './contacts/use-chosen-contact.ts';
import { VIEWS, type ViewName, viewPath } from './view-path.ts';

const SHAPE = 'inline-flex min-h-9 items-center rounded-full border px-3 py-1 text-sm';

/** The views of Backstage; the chosen contact goes along. */
export function ViewNav({ userId, current }: { userId: string; current: ViewName }) {
  const [contactId] = useChosenContact();
  return (
    <nav aria-label={texts.backstage.views.label}>
      <ul className="flex flex-wrap gap-2">
        {VIEWS.map((view) => (
          <li key={view}>
            <Link
              href={viewPath(userId, view, contactId)}
              aria-current={view === current ? 'page' : undefined}
              className={`${SHAPE} ${
                view === current
                  ? 'border-primary bg-primary text-primary-foreground'
                  : 'border-input bg-card hover:bg-accent'
              }`}
            >
              {texts.backstage.views[view]}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
