import type { BotStatusJson } from '../api/api-json.ts';

/** Where linking stands, as the dialog shows it. */
export type LinkingState =
  | { kind: 'preparing' }
  | { kind: 'qr'; qr: string }
  | { kind: 'code'; code: string }
  | { kind: 'scanned'; problem: string | null }
  | { kind: 'syncing'; percent: number }
  | { kind: 'connected' }
  | { kind: 'expired' }
  | { kind: 'failed'; message: string }
  | { kind: 'ended' }
  | { kind: 'stopped'; problem: string | null }
  | { kind: 'invalid' };

type Status = Pick<
  BotStatusJson,
  'status' | 'authenticated' | 'qr' | 'pairing_code' | 'history_percent' | 'last_error'
>;

/** What the status of a bot means for who links it; null: it is not known yet. */
export function linkingState(status: Status | null): LinkingState {
  switch (status?.status) {
    case undefined:
      return { kind: 'preparing' };
    case 'invalid_config':
      return { kind: 'invalid' };
    case 'connected':
      return whileConnected(status);
    case 'linking':
      return whileLinking(status);
    case 'connecting':
      return status.authenticated
        ? { kind: 'scanned', problem: linkProblem(status)?.message ?? null }
        : { kind: 'preparing' };
    case 'disconnected':
      return whileDisconnected(status);
  }
}

/** Whether closing the dialog ends the attempt: the phone has not taken the bot yet. */
export function isUnfinished({ kind }: LinkingState): boolean {
  return kind === 'preparing' || kind === 'qr' || kind === 'code';
}

function whileConnected({ history_percent: percent }: Status): LinkingState {
  return percent === undefined ? { kind: 'connected' } : { kind: 'syncing', percent: Math.round(percent) };
}

function whileLinking({ qr, pairing_code: code }: Status): LinkingState {
  if (code !== undefined) return { kind: 'code', code };
  return qr === undefined ? { kind: 'preparing' } : { kind: 'qr', qr };
}

function whileDisconnected(status: Status): LinkingState {
  const problem = linkProblem(status);
  if (status.authenticated) return { kind: 'stopped', problem: problem?.message ?? null };
  if (problem?.code === 'link_expired') return { kind: 'expired' };
  return problem === undefined ? { kind: 'ended' } : { kind: 'failed', message: problem.message };
}

/** Trouble with the language model keeps nobody from linking. */
function linkProblem({ last_error: error }: Status): Status['last_error'] {
  return error?.code.startsWith('llm_') ? undefined : error;
}
