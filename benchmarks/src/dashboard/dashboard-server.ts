import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createImposter, createMemoryStore, type Imposter } from '@chat-imposter/core';
import { createDashboardRouter } from '@chat-imposter/dashboard';
import { createApiRouter, insecureLoopbackOnly } from '@chat-imposter/http-api';
import { createFakeChatProvider, createFakeLlmProvider } from '@chat-imposter/testing';
import express from 'express';

/** Where the page is that the dashboard is measured beside. */
export const EMPTY_PATH = '/empty.html';

/** A server with an API, a dashboard, bots that do not run, and an empty page. */
export class DashboardServer {
  readonly url: string;
  /** The bot that stands last in the list. */
  readonly lastBot: string;
  readonly #server: Server;
  readonly #imposter: Imposter;

  private constructor(server: Server, imposter: Imposter, lastBot: string) {
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    this.lastBot = lastBot;
    this.#server = server;
    this.#imposter = imposter;
  }

  static async start(bots: number): Promise<DashboardServer> {
    const imposter = createImposter({
      chat: [createFakeChatProvider()],
      llm: [createFakeLlmProvider()],
      store: createMemoryStore(),
    });
    const names = Array.from({ length: bots }, (_, index) => `bot-${String(index).padStart(3, '0')}`);
    for (const user_id of names) {
      await imposter.saveConfiguration({ user_id, chat_provider_config: { provider_name: 'fakeChat' } });
    }
    const app = express();
    app.get(
      EMPTY_PATH,
      (_, response) => void response.send('<!doctype html><title>empty</title><p>empty</p>'),
    );
    app.use(createApiRouter(imposter, { auth: insecureLoopbackOnly() }), createDashboardRouter());
    const server = createServer(app).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new DashboardServer(server, imposter, names.at(-1) ?? '');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await this.#imposter.close();
  }
}
