/** A secret as it is kept. */
export interface CredentialDocument {
  _id: string;
  /** The bot. */
  session: string;
  provider_name: string;
  key: string;
  /** Text; JSON where the provider writes JSON. */
  value: string;
}

/** The `_id` of a secret: no two secrets have the same, whatever their parts hold. */
export function credentialIdOf(session: string, providerName: string, key: string): string {
  return JSON.stringify([session, providerName, key]);
}

/** A secret as it is put. */
export function toCredentialDocument(
  session: string,
  provider_name: string,
  { key, value }: { key: string; value: string },
): CredentialDocument {
  return { _id: credentialIdOf(session, provider_name, key), session, provider_name, key, value };
}
