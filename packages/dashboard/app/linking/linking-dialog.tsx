import { useRef, useState } from 'react';
import { texts } from '../texts/texts.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Failure } from '../ui/failure.tsx';
import { Notice } from '../ui/notice.tsx';
import { Spinner } from '../ui/spinner.tsx';
import type { LinkingWay } from './attempt.ts';
import { LinkingBody } from './linking-body.tsx';
import type { LinkingState } from './linking-state.ts';
import { PhoneNumberForm } from './phone-number-form.tsx';
import { useLinking } from './use-linking.ts';

const WAITING: readonly LinkingState['kind'][] = ['preparing', 'scanned', 'syncing'];

/** Links a bot with the phone of its account. Closing it before the phone has taken the bot ends the attempt. */
export function LinkingDialog({ userId, onClose }: { userId: string; onClose: () => void }) {
  const { state, error, isUnreachable, begin, end } = useLinking(userId);
  const [asksForNumber, setAsksForNumber] = useState(false);
  const says = useRef<HTMLDivElement>(null);
  const beginAgain = (way?: LinkingWay) => {
    setAsksForNumber(false);
    // The button that was pressed goes away.
    says.current?.focus();
    begin(way);
  };
  const close = () => {
    onClose();
    // A server that cannot be reached ends the attempt by itself.
    void end().catch(() => undefined);
  };
  return (
    <Dialog title={texts.linking.title(userId)} onClose={close}>
      <div ref={says} role="status" tabIndex={-1} className="flex items-center gap-2 outline-none">
        {error === null && (
          <>
            {WAITING.includes(state.kind) && <Spinner />}
            <p>{sentence(state)}</p>
          </>
        )}
      </div>
      {error !== null && <Failure error={error} retry={() => beginAgain()} />}
      {error === null && isUnreachable && <Notice tone="warning">{texts.linking.unreachable}</Notice>}
      {error === null &&
        (asksForNumber ? (
          <PhoneNumberForm onNumber={beginAgain} onCancel={() => setAsksForNumber(false)} />
        ) : (
          <LinkingBody
            userId={userId}
            state={state}
            onBegin={beginAgain}
            onAskForNumber={() => setAsksForNumber(true)}
            onClose={close}
          />
        ))}
    </Dialog>
  );
}

function sentence(state: LinkingState): string {
  if (state.kind === 'syncing') return texts.linking.says.syncing(state.percent);
  return texts.linking.says[state.kind];
}
