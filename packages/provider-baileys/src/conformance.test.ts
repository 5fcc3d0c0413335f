import { chatProviderConformance } from '@chat-imposter/testing';
import { WhatsAppPeer } from './testing/whatsapp-peer.ts';

chatProviderConformance('The Baileys provider', {
  create: () => WhatsAppPeer.begin(),
  invalidConfigs: [
    { config: { allow_group_messages: 'yes' }, path: 'allow_group_messages' },
    { config: { timezone: 'Mars/Phobos' }, path: 'timezone' },
    { config: { pairing_phone_number: 'mine' }, path: 'pairing_phone_number' },
    { config: { waWebSocketUrl: 'ws://127.0.0.1:1' }, path: 'waWebSocketUrl' },
  ],
  messageIdShape: /3EB0[0-9A-F]{18}/,
});
