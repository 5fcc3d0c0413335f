import { Link } from 'wouter';
import { texts } from '../texts/texts.ts';
import { buttonClass } from '../ui/button.tsx';

export function NotFoundPage() {
  return (
    <div className="grid justify-items-start gap-4">
      <h1 className="text-2xl font-semibold">{texts.notFound.title}</h1>
      <Link href="/" className={buttonClass('primary')}>
        {texts.notFound.home}
      </Link>
    </div>
  );
}
