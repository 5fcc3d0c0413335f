import type { BotStatusName } from '../api/api-json.ts';
import { texts } from '../texts/texts.ts';
import { Badge } from '../ui/badge.tsx';
import type { Tone } from '../ui/notice.tsx';

const TONES: Record<BotStatusName, Tone> = {
  connected: 'success',
  connecting: 'warning',
  linking: 'warning',
  disconnected: 'info',
  invalid_config: 'error',
};

/** Where a bot stands, in a word. */
export function StatusBadge({ status }: { status: BotStatusName }) {
  return <Badge tone={TONES[status]}>{texts.status[status]}</Badge>;
}
