import type { Logger, Random } from '@chat-imposter/core';
import { type BinaryNode, getBinaryNodeChild, type WASocket } from '@whiskeysockets/baileys';
import type { Credentials } from '../credentials/credentials.ts';
import { withQrSecret } from './qr-secret.ts';

const LINK_CODE = 'link_code_companion_reg';

/** What an offer is made from. */
export interface LinkOfferParts {
  socket: WASocket;
  credentials: Credentials;
  /** The account's number, digits only, when it is to be linked by a code; else undefined. */
  phoneNumber: string | undefined;
  random: Random;
  logger: Logger;
  isOver: () => boolean;
  onQr: (text: string) => void;
  onPairingCode: (code: string) => void;
}

/**
 * How the owner can link the device over one connection: by a QR, or by a code of eight letters, which falls back to
 * the QR when WhatsApp gives none. Both live as long as the connection and are renewed when WhatsApp asks for it.
 */
export class LinkOffer {
  readonly #parts: LinkOfferParts;
  #qr: string | null = null;
  #way: 'qr' | 'code';

  constructor(parts: LinkOfferParts) {
    this.#parts = parts;
    this.#way = parts.phoneNumber === undefined ? 'qr' : 'code';
    const { ws } = parts.socket;
    ws.on('CB:notification,type:companion_reg_refresh', () => this.#renewSecret());
    ws.on(`CB:notification,type:${LINK_CODE}`, (stanza: BinaryNode) => {
      const isVoid = getBinaryNodeChild(stanza, LINK_CODE)?.attrs.stage === 'refresh_code';
      if (isVoid && this.#way === 'code') void this.#requestCode();
    });
    // Baileys does not look at the answer to its request. Before the link is complete, nothing else is refused.
    ws.on('CB:iq,type:error', (stanza: BinaryNode) => {
      this.#fallBack(`code ${getBinaryNodeChild(stanza, 'error')?.attrs.code}`);
    });
  }

  /** The next QR of the connection. */
  takeQr(text: string): void {
    const isFirst = this.#qr === null;
    this.#qr = withQrSecret(text, this.#parts.credentials.current.advSecretKey);
    if (this.#way === 'qr') this.#parts.onQr(this.#qr);
    else if (isFirst) void this.#requestCode();
  }

  async #requestCode(): Promise<void> {
    const { socket, phoneNumber = '', isOver, onPairingCode } = this.#parts;
    try {
      const code = await socket.requestPairingCode(phoneNumber);
      if (this.#way === 'code' && !isOver()) onPairingCode(code);
    } catch (error) {
      this.#fallBack(error instanceof Error ? error.message : String(error));
    }
  }

  #fallBack(reason: string): void {
    if (this.#way === 'qr' || this.#qr === null || this.#parts.isOver()) return;
    this.#way = 'qr';
    this.#parts.logger.warn({ reason }, 'WhatsApp gave no pairing code; a QR is shown instead');
    this.#parts.onQr(withQrSecret(this.#qr, this.#parts.credentials.current.advSecretKey));
  }

  /** WhatsApp wants another secret in the QR; the link is proven with the one in the credentials. */
  #renewSecret(): void {
    const { credentials, random } = this.#parts;
    if (credentials.isLinked) return;
    credentials.current.advSecretKey = Buffer.from(random.hex(32), 'hex').toString('base64');
    if (this.#qr !== null) this.takeQr(this.#qr);
  }
}
