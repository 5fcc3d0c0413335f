import type { BotStatusJson, BotStatusName } from '../api/api-json.ts';
import { texts } from '../texts/texts.ts';
import { Badge } from '../ui/badge.tsx';
import type { Tone } from '../ui/notice.tsx';

const TONES: Readonly<Record<BotStatusName, Tone>> = {
  connected: 'success',
  connecting: 'info',
  linking: 'info',
  disconnected: 'warning',
  invalid_config: 'error',
};

/** Where a bot stands, and what it does. */
export function BotState({ status: { status, mode } }: { status: BotStatusJson }) {
  return (
    <>
      <Badge tone={TONES[status]}>{texts.status[status]}</Badge>
      <Badge>{texts.mode[mode]}</Badge>
    </>
  );
}
