import { texts } from '../../texts/texts.ts';
import { TOKEN_PARTS } from './token-parts.ts';

/** Which colour stands for which kind of tokens. */
export function TokenLegend() {
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 text-xs text-muted-foreground">
      {TOKEN_PARTS.map(({ name, fill }) => (
        <li key={name} className="flex items-center gap-1.5">
          <svg aria-hidden="true" viewBox="0 0 10 10" className="size-3">
            <rect width={10} height={10} rx={2} className={fill} />
          </svg>
          {texts.backstage.usage.parts[name]}
        </li>
      ))}
    </ul>
  );
}
