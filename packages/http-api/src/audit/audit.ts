import type { Logger } from '@chat-imposter/core';
import type { Exchange } from '../exchange.ts';
import type { Route } from '../routes.ts';

/** One line of the audit log: who changed something or read private texts, and how it ended. Never a secret or a text. */
export interface AuditEntry {
  /** Epoch milliseconds. */
  time: number;
  /** The name of who called. */
  principal: string;
  /** Where the call came from. */
  address: string;
  /** What was called: an `operationId` of `openapi.json`. */
  action: string;
  /** The bot that it was about; null when it named none. */
  userId: string | null;
  /** The contact or group that it was about; null when it named none. */
  contactId: string | null;
  /** The HTTP status of the answer. */
  status: number;
}

/** A caller may name anything: what is longer is cut. */
const LONGEST_ID = 128;

/** Where audit entries go. It is waited for before the answer is sent; what it throws is logged and the answer sent all the same. */
export type Audit = (entry: AuditEntry) => void | Promise<void>;

/** Whether calls of a route are written down: those that change something, and those that may show private texts. */
export function isAudited({ method, needs, isAudited: isSo = false }: Route): boolean {
  return isSo || method !== 'GET' || (needs !== 'nobody' && needs.includes('inspect'));
}

/** Writes audit entries into the log, for programs that do not say where they go. */
export function auditInLog(logger: Logger): Audit {
  return (entry) => logger.info({ audit: entry }, 'a call of the API');
}

/** The entry of a call. */
export function auditOf(
  { call, match: { route, parameters }, principal, userId }: Exchange,
  { time, status }: { time: number; status: number },
): AuditEntry {
  return {
    time,
    principal: principal?.name ?? 'nobody',
    address: call.clientAddress,
    action: route.id,
    userId: userId?.slice(0, LONGEST_ID) ?? null,
    contactId: (parameters.get('contact_id') ?? parameters.get('group_id'))?.slice(0, LONGEST_ID) ?? null,
    status,
  };
}
