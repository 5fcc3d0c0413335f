import { texts } from '../texts/texts.ts';
import { Badge } from '../ui/badge.tsx';
import type { Tone } from '../ui/notice.tsx';
import { ModelCallView } from './model-call-view.tsx';
import type { PlaygroundTurnJson } from './playground-json.ts';

const TONES: Partial<Record<PlaygroundTurnJson['stage'], Tone>> = {
  answered: 'success',
  failed: 'error',
  parked: 'error',
  silent: 'warning',
  skipped: 'warning',
  dropped: 'warning',
};

/** What the bot thought, the newest first. */
export function TurnList({ turns }: { turns: readonly PlaygroundTurnJson[] }) {
  if (turns.length === 0)
    return <p className="text-sm text-muted-foreground">{texts.playground.turns.none}</p>;
  return (
    <ol className="grid gap-4">
      {turns.toReversed().map((turn) => (
        <li key={turn.turn_id} className="grid gap-2 rounded-md border p-3">
          <p className="flex flex-wrap items-center gap-2 text-sm">
            <Badge tone={TONES[turn.stage] ?? 'info'}>{texts.playground.turns.stages[turn.stage]}</Badge>
            <span className="text-muted-foreground">{texts.playground.turns.took(turn.duration_ms)}</span>
          </p>
          {turn.reason !== null && <p className="text-sm">{texts.playground.turns.reason(turn.reason)}</p>}
          {turn.calls.map((call) => (
            <ModelCallView key={call.started_time} call={call} />
          ))}
        </li>
      ))}
    </ol>
  );
}
