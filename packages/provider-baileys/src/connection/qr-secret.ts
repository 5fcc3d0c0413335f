const SECRET_FIELD = 3;

/**
 * The text of a link QR with another secret in it.
 * The text is `<address>#<ref>,<noise key>,<identity key>,<secret>,<platform>` (`buildPairingQRData` in
 * Utils/companion-reg-client-utils.js of Baileys). Baileys takes the secret when the QRs are handed out and does not
 * notice that the platform has asked for a new one since.
 */
export function withQrSecret(text: string, secret: string): string {
  const fields = text.split(',');
  if (fields.length > SECRET_FIELD) fields[SECRET_FIELD] = secret;
  return fields.join(',');
}
