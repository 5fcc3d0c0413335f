// To start:

export type { NewPerson, WhatsAppServer, WhatsAppServerOptions } from './whatsapp-server.ts';
export { startWhatsAppServer } from './whatsapp-server.ts';

// To converse:

export type { Activity, ActivityState } from './activity.ts';
export type { SaveOptions } from './address-book.ts';
export type { Addressing } from './addressing.ts';
export type { Channel } from './channel.ts';
export type { HeardMessage, Receipt, SayOptions, SentMessage } from './chat.ts';
export type { Contact, ContactSayOptions } from './contact.ts';
export type { MessageReference, Wrapper } from './content.ts';
export { deletion, edit, quoting, reaction, sampleMessages, WRAPPER_NAMES, wrapped } from './content.ts';
export type { Group, NewGroup } from './group.ts';
export type { HistoryChat, HistoryMessage, HistoryPart } from './history.ts';
export type { Identity } from './identity.ts';
export type { Person } from './person.ts';
export type { WaitOptions } from './watch.ts';

// To observe an account and to break things:

export type { LoginAttempt, QueryFault, SendTreatment, Transmission } from './account.ts';
export type { Interruption, Moment } from './interruption.ts';
export type { Phone, TypeOptions } from './phone.ts';
export type { ConnectionEnd, StreamEnd } from './stream-end.ts';
