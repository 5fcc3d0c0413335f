import type { QrCode } from '@chat-imposter/core';
import qrcode from 'qrcode';

/** A QR as text and as a PNG `data:` URL. */
export async function renderQr(text: string): Promise<QrCode> {
  return { text, dataUrl: await qrcode.toDataURL(text) };
}
