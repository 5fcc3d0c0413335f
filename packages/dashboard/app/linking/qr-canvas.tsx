import { useEffect, useRef, useState } from 'react';
import { texts } from '../texts/texts.ts';
import { Notice } from '../ui/notice.tsx';

/** So many dots of the canvas for each of the picture, for sharp edges on dense screens. */
const SCALE = 2;

/** A QR code, given as the data URL of a PNG, which no page may show as an image here. */
export function QrCanvas({ qr }: { qr: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [isBroken, setIsBroken] = useState(false);
  useEffect(() => {
    let isGone = false;
    decode(qr).then(
      (bitmap) => {
        if (!isGone && canvas.current !== null) draw(canvas.current, bitmap);
        bitmap.close();
      },
      () => setIsBroken(true),
    );
    return () => {
      isGone = true;
    };
  }, [qr]);
  if (isBroken) return <Notice tone="warning">{texts.linking.qr.broken}</Notice>;
  return (
    // White in the dark as well: a phone reads dark dots on light ground only.
    <canvas
      ref={canvas}
      role="img"
      aria-label={texts.linking.qr.label}
      className="aspect-square w-80 max-w-full rounded-md border bg-white [image-rendering:pixelated]"
    />
  );
}

async function decode(dataUrl: string): Promise<ImageBitmap> {
  const bytes = Uint8Array.from(atob(dataUrl.slice(dataUrl.indexOf(',') + 1)), (char) => char.charCodeAt(0));
  return createImageBitmap(new Blob([bytes], { type: 'image/png' }));
}

function draw(canvas: HTMLCanvasElement, bitmap: ImageBitmap): void {
  canvas.width = bitmap.width * SCALE;
  canvas.height = bitmap.height * SCALE;
  const context = canvas.getContext('2d');
  if (context === null) return;
  context.imageSmoothingEnabled = false;
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
}
