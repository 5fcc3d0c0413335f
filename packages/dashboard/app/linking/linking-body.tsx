import { Link } from 'wouter';
import { useBotAction } from '../api/bots.ts';
import { segment } from '../api/call-api.ts';
import { texts } from '../texts/texts.ts';
import { Button, buttonClass } from '../ui/button.tsx';
import { Failure } from '../ui/failure.tsx';
import { Notice } from '../ui/notice.tsx';
import type { LinkingWay } from './attempt.ts';
import type { LinkingState } from './linking-state.ts';
import { ScanQr, TypeCode } from './linking-ways.tsx';

export interface LinkingBodyProps {
  userId: string;
  state: LinkingState;
  onBegin: (way?: LinkingWay) => void;
  onAskForNumber: () => void;
  onClose: () => void;
}

/** What there is to see and to do in each state of linking. */
export function LinkingBody({ userId, state, onBegin, onAskForNumber, onClose }: LinkingBodyProps) {
  const words = texts.linking;
  switch (state.kind) {
    case 'preparing':
      return null;
    case 'qr':
      return <ScanQr qr={state.qr} onAskForNumber={onAskForNumber} />;
    case 'code':
      return <TypeCode code={state.code} onWantQr={() => onBegin(null)} />;
    case 'scanned':
      return state.problem === null ? null : <Notice tone="warning">{state.problem}</Notice>;
    case 'syncing':
      return <Syncing percent={state.percent} />;
    case 'connected':
      return <Connected userId={userId} onClose={onClose} />;
    case 'failed':
      return (
        <>
          <Notice tone="error">{state.message}</Notice>
          <Again label={words.again} onBegin={onBegin} />
        </>
      );
    case 'expired':
    case 'ended':
      return <Again label={words.newCode} onBegin={onBegin} />;
    case 'stopped':
      return <Stopped userId={userId} problem={state.problem} />;
    case 'invalid':
      return (
        <div className="flex justify-end">
          <Link href={`/edit/${segment(userId)}`} className={buttonClass('primary')}>
            {words.mend}
          </Link>
        </div>
      );
  }
}

function Syncing({ percent }: { percent: number }) {
  const words = texts.linking.syncing;
  return (
    <>
      <progress
        aria-label={words.label}
        max={100}
        value={percent}
        className="h-2 w-full appearance-none overflow-hidden rounded-full bg-muted [&::-moz-progress-bar]:bg-primary [&::-webkit-progress-bar]:bg-muted [&::-webkit-progress-value]:bg-primary"
      />
      <p className="text-sm text-muted-foreground">{words.hint}</p>
    </>
  );
}

function Connected({ userId, onClose }: { userId: string; onClose: () => void }) {
  const words = texts.linking;
  return (
    <>
      <p className="text-sm text-muted-foreground">{words.next}</p>
      <div className="flex flex-wrap justify-end gap-2">
        <Link href={`/edit/${segment(userId)}`} className={buttonClass()}>
          {words.edit}
        </Link>
        <Button look="primary" onClick={onClose}>
          {words.done}
        </Button>
      </div>
    </>
  );
}

function Again({ label, onBegin }: { label: string; onBegin: () => void }) {
  return (
    <div className="flex justify-end">
      <Button look="primary" onClick={() => onBegin()}>
        {label}
      </Button>
    </div>
  );
}

function Stopped({ userId, problem }: { userId: string; problem: string | null }) {
  const action = useBotAction(userId);
  return (
    <>
      {problem !== null && <Notice tone="warning">{problem}</Notice>}
      {action.isError && <Failure error={action.error} />}
      <div className="flex justify-end">
        <Button look="primary" isBusy={action.isPending} onClick={() => action.mutate('start')}>
          {texts.linking.start}
        </Button>
      </div>
    </>
  );
}
