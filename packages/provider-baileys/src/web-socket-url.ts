const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * Checks where the WhatsApp socket is to connect instead of WhatsApp's own server.
 * TLS is the only thing that proves who the server is: the Noise certificate proves nothing, because Baileys'
 * `Curve.verify` (Utils/crypto.js) accepts every well-formed signature. So `ws:` is for loopback only.
 * @throws TypeError when the text is no `wss:` URL and no `ws:` URL of a loopback address.
 */
export function checkWebSocketUrl(text: string): void {
  if (!URL.canParse(text)) {
    throw new TypeError('webSocketUrl is not a URL; give one such as "ws://127.0.0.1:8080/ws/chat".');
  }
  const url = new URL(text);
  if (url.protocol === 'wss:' || (url.protocol === 'ws:' && LOOPBACK.test(url.hostname))) return;
  throw new TypeError(
    'webSocketUrl must be a wss: URL, or a ws: URL of a loopback address such as "ws://127.0.0.1:8080/ws/chat".',
  );
}
