import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ChatProvider, createImposter, type Imposter } from '@chat-imposter/core';
import { createApiRouter, insecureLoopbackOnly } from '@chat-imposter/http-api';
import { createOpenAiProvider } from '@chat-imposter/llm-openai';
import { createBaileysProvider } from '@chat-imposter/provider-baileys';
import { createSqliteStore } from '@chat-imposter/store-sqlite';
import { type LlmServer, startLlmServer } from '@chat-imposter/testing/llm';
import { startWhatsAppServer, type WhatsAppServer } from '@chat-imposter/testing/whatsapp';
import express from 'express';

/** The product on real parts, and its peers on this machine, all in this process so that one clock times them. */
export interface LocalPeers {
  url: string;
  imposter: Imposter;
  whatsApp: WhatsAppServer;
  llm: LlmServer;
  /** When the last message was handed to the core, decrypted; `performance.now()`. */
  handedOverAt(): number;
  /** When the model got its last request. */
  requestedAt(): number;
  close(): Promise<void>;
}

/** Starts everything on free ports with temporary data. */
export async function startLocalPeers(): Promise<LocalPeers> {
  const folder = await mkdtemp(join(tmpdir(), 'chat-imposter-benchmark-'));
  let handedOverAt = 0;
  let requestedAt = 0;
  const whatsApp = await startWhatsAppServer();
  const llm = await startLlmServer({
    brain() {
      requestedAt = performance.now();
      return 'ok';
    },
  });
  const provider = createBaileysProvider({ webSocketUrl: whatsApp.url });
  const imposter = createImposter({
    chat: [
      watched(provider, () => {
        handedOverAt = performance.now();
      }),
    ],
    llm: [createOpenAiProvider({ baseURL: llm.baseUrl })],
    store: createSqliteStore(join(folder, 'imposter.db')),
    // Ann writes again as soon as she hears the answer, which looks like two bots that answer each other.
    loopGuard: false,
  });
  const app = express().use(createApiRouter(imposter, { auth: insecureLoopbackOnly() }));
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    imposter,
    whatsApp,
    llm,
    handedOverAt: () => handedOverAt,
    requestedAt: () => requestedAt,
    async close() {
      server.close();
      server.closeAllConnections();
      await imposter.close();
      await Promise.all([whatsApp.close(), llm.close()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The provider as it is, telling when it hands messages to the core. */
function watched<Config>(provider: ChatProvider<Config>, handedOver: () => void): ChatProvider<Config> {
  return {
    ...provider,
    open(context) {
      const { events } = context;
      return provider.open({
        ...context,
        events: {
          ...events,
          accept: (messages) => {
            handedOver();
            return events.accept(messages);
          },
        },
      });
    },
  };
}
