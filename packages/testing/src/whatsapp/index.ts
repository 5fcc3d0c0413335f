// To start:

export type { NewPerson, WhatsAppServer, WhatsAppServerOptions } from './whatsapp-server.ts';
export { startWhatsAppServer } from './whatsapp-server.ts';

// To converse:

export type { HeardMessage, Receipt, SayOptions, SentMessage } from './chat.ts';
export type { Contact, ContactSayOptions } from './contact.ts';
export type { Identity } from './identity.ts';
export type { Addressing } from './message-stanza.ts';
export type { Person } from './person.ts';
export type { WaitOptions } from './watch.ts';

// To observe an account and to break things:

export type { Phone, SendTreatment, Transmission } from './phone.ts';
export type { StreamEnd } from './stream-end.ts';
