import { texts } from '../texts/texts.ts';
import { Button } from '../ui/button.tsx';
import { groupedCode } from './phone-number.ts';
import { QrCanvas } from './qr-canvas.tsx';

/** The code to scan, and how that is done. */
export function ScanQr({ qr, onAskForNumber }: { qr: string; onAskForNumber: () => void }) {
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

/** The code to type, and how that is done. */
export function TypeCode({ code, onWantQr }: { code: string; onWantQr: () => void }) {
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
