import type { BackstageEvent, DecisionJson, DecisionPageJson, MessageEventJson } from '../backstage-json.ts';
import { type Settlement, settlementOf } from '../live/settlement.ts';
import { verdictOf } from '../verdict.ts';

/** What was decided, as far as it was read: newest first, as the API tells it. */
export type DecisionList = DecisionPageJson;

/** What was decided, with the page before. */
export function withOlderDecisions(list: DecisionList, { decisions, next }: DecisionPageJson): DecisionList {
  const known = new Set(list.decisions.map(decisionKey));
  const older = decisions.filter((decision) => !known.has(decisionKey(decision)));
  return { decisions: [...list.decisions, ...older], next };
}

/** What was decided, after something happened. To be told of the same again changes nothing more. */
export function withDecisionEvent(list: DecisionList, event: BackstageEvent): DecisionList {
  if (event.kind === 'message') return withMessage(list, event.data);
  if (event.kind === 'erasure') return without(list, event.data.correspondent_id);
  if (event.kind === 'edit' || event.kind === 'deletion') {
    const { correspondent_id, message } = event.data;
    return changed(list, (decision) => {
      if (decision.correspondent_id !== correspondent_id || decision.message.id !== message.id)
        return decision;
      const isLost =
        event.kind === 'deletion' && (decision.verdict === 'pending' || decision.verdict === 'collected');
      return { ...decision, message, ...(isLost && { verdict: 'skipped', reason: 'deleted' }) };
    });
  }
  const settlement = settlementOf(event);
  return settlement === null ? list : settled(list, settlement);
}

/** What tells a decision apart. */
export function decisionKey({ correspondent_id, message }: DecisionJson): string {
  return `${correspondent_id} ${message.id}`;
}

function withMessage(list: DecisionList, data: MessageEventJson): DecisionList {
  const { correspondent_id, message, state, reason } = data;
  if (message.source === 'user_outgoing') return answeredByHand(list, data);
  const verdict = verdictOf(state, reason);
  if (verdict === null) return list;
  const decision = { correspondent_id, verdict, reason, message };
  const key = decisionKey(decision);
  if (list.decisions.some((known) => decisionKey(known) === key)) return list;
  return { ...list, decisions: [decision, ...list.decisions] };
}

function answeredByHand(list: DecisionList, { correspondent_id, message }: MessageEventJson): DecisionList {
  return changed(list, (decision) => {
    const isOpen = decision.verdict === 'pending' || decision.verdict === 'collected';
    if (!isOpen || decision.correspondent_id !== correspondent_id) return decision;
    const [asked, answered] = [decision.message.originating_time, message.originating_time];
    const isNewer = asked !== null && answered !== null && asked > answered;
    return isNewer ? decision : { ...decision, verdict: 'owner', reason: 'owner' };
  });
}

function settled(list: DecisionList, { correspondentId, ids, state, reason }: Settlement): DecisionList {
  const verdict = verdictOf(state, reason);
  if (verdict === null) return list;
  const meant = new Set<number | null>(ids);
  return changed(list, (decision) =>
    decision.correspondent_id === correspondentId && meant.has(decision.message.id)
      ? { ...decision, verdict, reason }
      : decision,
  );
}

function without(list: DecisionList, contactId: string): DecisionList {
  return { ...list, decisions: list.decisions.filter((one) => one.correspondent_id !== contactId) };
}

function changed(list: DecisionList, change: (decision: DecisionJson) => DecisionJson): DecisionList {
  return { ...list, decisions: list.decisions.map(change) };
}
