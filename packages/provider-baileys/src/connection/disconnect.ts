import { CorruptCredentialsError } from '../credentials/corrupt-credentials-error.ts';

/** Why a connection is over, when we did not end it ourselves. */
export type Disconnect =
  | {
      kind: 'platform';
      /** The code that Baileys gives (`DisconnectReason` in Types/index.js, or a raw code of WhatsApp). */
      statusCode: number | undefined;
      /** Baileys' own words; tells the meanings of 408 apart. */
      message: string;
    }
  | { kind: 'store_unavailable'; cause: unknown }
  | { kind: 'auth_corrupt'; cause: unknown };

/** The end of a connection as Baileys reports it in `lastDisconnect.error`: mostly a Boom, sometimes any error. */
export function disconnectFrom(error: unknown): Disconnect {
  const message = error instanceof Error ? error.message : '';
  return { kind: 'platform', statusCode: statusCodeOf(error), message };
}

/** The end of a connection that we brought about because the store failed, or gave what cannot be read. */
export function disconnectOnFailure(cause: unknown): Disconnect {
  return { kind: cause instanceof CorruptCredentialsError ? 'auth_corrupt' : 'store_unavailable', cause };
}

/** The status code that a Boom error carries in `output`; undefined for every other value. */
export function statusCodeOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('output' in error)) return undefined;
  const { output } = error;
  if (typeof output !== 'object' || output === null || !('statusCode' in output)) return undefined;
  return typeof output.statusCode === 'number' ? output.statusCode : undefined;
}
