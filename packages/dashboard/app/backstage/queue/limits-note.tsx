import { texts } from '../../texts/texts.ts';
import { numberText } from '../words.ts';
import { useQueueLimits } from './use-queue-limits.ts';

/** How much may be queued of each contact, when that can be read. */
export function LimitsNote({ userId }: { userId: string }) {
  const { max_messages, max_characters, max_days } = useQueueLimits(userId).data ?? {};
  if (max_messages === undefined || max_characters === undefined || max_days === undefined) return null;
  return (
    <p className="text-sm">
      {texts.backstage.queue.limits(
        numberText(max_messages),
        numberText(max_characters),
        numberText(max_days),
      )}
    </p>
  );
}
