import jsQr from 'jsqr';
import { PNG } from 'pngjs';

/** Reads a QR code from the PNG data URL that a page would show. */
export function readQr(dataUrl: string): string {
  const [head, data] = dataUrl.split(',');
  if (head !== 'data:image/png;base64' || data === undefined) throw new Error(`not a PNG data URL: ${head}`);
  const { data: pixels, width, height } = PNG.sync.read(Buffer.from(data, 'base64'));
  const code = jsQr.default(new Uint8ClampedArray(pixels), width, height);
  if (code === null) throw new Error('The picture shows no QR code.');
  return code.data;
}
