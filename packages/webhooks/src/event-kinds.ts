import { type EventKind, eventNames, type ImposterEvents } from '@chat-imposter/core';

/** What is a credential stays in the program. */
type CredentialKind = 'qr' | 'pairing_code';

/** The events of an imposter that are told, by the names that it has for them. */
export type ToldName = Exclude<keyof ImposterEvents, 'qr' | 'pairingCode'>;

/** What is concluded from other events. */
export type DerivedKind = 'link_lost' | 'link_restored' | 'budget_reached';

/**
 * What a target may ask for: every kind of event of core but the two that are credentials (`qr`, `pairing_code`), and
 * `link_lost` (a bot was stopped because its link is over, or of no use), `link_restored` (it is connected again) and
 * `budget_reached` (the language model refuses because its quota is used up; told once until a reply succeeds).
 */
export type WebhookEventKind = Exclude<EventKind, CredentialKind> | DerivedKind;

/** The names of {@link ToldName}. */
export const toldNames: readonly ToldName[] = eventNames.filter(
  (name) => name !== 'qr' && name !== 'pairingCode',
);

const DERIVED: readonly DerivedKind[] = ['link_lost', 'link_restored', 'budget_reached'];

/** All kinds that a target may ask for. */
export const webhookEventKinds: readonly WebhookEventKind[] = [...toldNames.map(kindOf), ...DERIVED];

/** The kind of an event by its name: the name in snake case. */
export function kindOf(name: ToldName): WebhookEventKind {
  return name.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`) as WebhookEventKind;
}
