/** The engine, which every plugin has as a peer. */
export const core = '@chat-imposter/core';
/** What every package may use in its tests. */
export const testing = '@chat-imposter/testing';

/**
 * What a package may import besides Node and itself.
 * @typedef {object} Border
 * @property {readonly string[]} mayImport names of packages, with everything below them
 * @property {Readonly<Record<string, string>>} [onlyUnder] packages that only one folder may import: name and folder
 */

/**
 * The borders of the published packages, by folder. No plugin knows another plugin, and the core knows none of them;
 * providers describe their configuration with zod.
 * @type {Readonly<Record<string, Border>>}
 */
export const borders = {
  core: { mayImport: ['croner', 'eventemitter3', 'zod', 'zod-to-json-schema'] },
  // Its application speaks HTTP; of the core it has the types of the JSON only, when it is built.
  dashboard: { mayImport: ['express', 'sirv'] },
  'http-api': { mayImport: [core, 'express', 'helmet', 'prom-client', 'zod'] },
  'llm-openai': { mayImport: [core, 'openai', 'zod'] },
  'provider-baileys': { mayImport: [core, '@whiskeysockets/baileys', 'qrcode', 'zod'] },
  'provider-playground': { mayImport: [core, 'zod'] },
  'store-mongo': { mayImport: [core, 'mongodb'] },
  'store-sqlite': { mayImport: [core] },
  testing: {
    mayImport: [
      core,
      '@copilotkit/aimock',
      'bson',
      'fast-check',
      'mingo',
      'sorted-btree',
      'vitest',
      'ws',
      'zod',
    ],
    onlyUnder: {
      '@whiskeysockets/baileys': 'src/whatsapp',
      mongodb: 'src/mongodb',
      'playwright-core': 'src/browser',
    },
  },
  webhooks: { mayImport: [core, 'ipaddr.js'] },
};
