import { Link } from 'wouter';
import { useBotAction } from '../api/bots.ts';
import { segment } from '../api/call-api.ts';
import { texts } from '../texts/texts.ts';
import { Button, buttonClass } from '../ui/button.tsx';
import { Failure } from '../ui/failure.tsx';
import { Notice } from '../ui/notice.tsx';
import type { LinkingWay } from './attempt.ts';
import type { LinkingState } from './linking-state.ts';
import { groupedCode } from './phone-number.ts';
import { QrCanvas } from './qr-canvas.tsx';

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
      return <Stopped userId={userId} />;
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

function ScanQr({ qr, onAskForNumber }: { qr: string; onAskForNumber: () => void }) {
  const words = texts.linking;
  return (
    <>
      <div className="grid justify-items-center">
        <QrCanvas qr={qr} />
      </div>
      <Steps steps={words.qr.steps} />
      <div className="flex flex-wrap items-center justify-between gap-2">
        <p className="text-sm text-muted-foreground">{words.qr.renews}</p>
        <Button onClick={onAskForNumber}>{words.code.instead}</Button>
      </div>
    </>
  );
}

function TypeCode({ code, onWantQr }: { code: string; onWantQr: () => void }) {
  const words = texts.linking;
  return (
    <>
      <div className="grid justify-items-center gap-1 rounded-md border bg-muted p-4">
        <p className="text-sm text-muted-foreground">{words.code.label}</p>
        <p className="font-mono text-3xl font-semibold tracking-widest">{groupedCode(code)}</p>
      </div>
      <Steps steps={words.code.steps} />
      <div className="flex justify-end">
        <Button onClick={onWantQr}>{words.qr.instead}</Button>
      </div>
    </>
  );
}

function Steps({ steps }: { steps: readonly string[] }) {
  return (
    <ol className="grid list-decimal gap-1 ps-5 text-sm">
      {steps.map((step) => (
        <li key={step}>{step}</li>
      ))}
    </ol>
  );
}

function Syncing({ percent }: { percent: number }) {
  const words = texts.linking.syncing;
  return (
    <>
      <progress aria-label={words.label} max={100} value={percent} className="w-full accent-primary" />
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

function Stopped({ userId }: { userId: string }) {
  const action = useBotAction(userId);
  return (
    <>
      {action.isError && <Failure error={action.error} />}
      <div className="flex justify-end">
        <Button look="primary" isBusy={action.isPending} onClick={() => action.mutate('start')}>
          {texts.linking.start}
        </Button>
      </div>
    </>
  );
}
