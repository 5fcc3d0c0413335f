import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createDashboardRouter } from '@chat-imposter/dashboard';
import { createApiRouter, insecureLoopbackOnly } from '@chat-imposter/http-api';
import {
  findChromium,
  launchChromium,
  NO_CHROMIUM,
  openWatchedPage,
  type PageLook,
  type WatchedPage,
} from '@chat-imposter/testing/browser';
import { type LlmServer, startLlmServer } from '@chat-imposter/testing/llm';
import { startWhatsAppServer, type WhatsAppServer } from '@chat-imposter/testing/whatsapp';
import express from 'express';
import type { Browser } from 'playwright-core';
import { createLog } from '../../../src/log.ts';
import { type RunningServer, startServer } from '../../../src/server.ts';
import { temporaryFolder } from '../../server-process.ts';
import { settingsFor } from './settings.ts';

/** Why tests of the dashboard cannot run here; null when they can. Where they must run (`CI=true`), there is no reason. */
export const cannotRun: string | null =
  findChromium() === null && process.env.CI !== 'true' ? NO_CHROMIUM : null;

/** How the world is set up. */
export interface WorldOptions {
  /** The token that the server wants. Default: none. */
  apiToken?: string;
  /** A path of another program under which the API and the dashboard stand as well. Default: none. */
  mountPath?: string;
}

/** A reference server with its dashboard, the local WhatsApp and language model that it talks to, and a browser. */
export interface DashboardWorld {
  /** The server that runs, or ran last. */
  readonly server: RunningServer;
  /** Where the dashboard is, without a slash at its end. */
  url: string;
  whatsApp: WhatsAppServer;
  llm: LlmServer;
  browser: Browser;
  /** Opens a page of the dashboard, e.g. `/edit/anna`, in a session of its own. */
  open(path: string, look?: PageLook): Promise<WatchedPage>;
  /** Closes the server. */
  stopServer(): Promise<void>;
  /** Starts it again, on the same port and with what it kept. */
  startServerAgain(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Starts all of it. */
export async function startDashboardWorld({
  apiToken,
  mountPath = '',
}: WorldOptions = {}): Promise<DashboardWorld> {
  const cleanups = new AsyncDisposableStack();
  const folder = await temporaryFolder();
  cleanups.defer(folder.remove);
  const whatsApp = await startWhatsAppServer();
  cleanups.defer(() => whatsApp.close());
  const llm = await startLlmServer();
  cleanups.defer(() => llm.close());
  const input = {
    dataDirectory: join(folder.path, 'data'),
    logDirectory: join(folder.path, 'log'),
    whatsAppUrl: whatsApp.url,
    llmUrl: llm.baseUrl,
    apiToken,
  };
  let server = await startServer(settingsFor(input), createLog('silent'));
  let isRunning = true;
  const stopServer = async () => {
    if (isRunning) await server.close();
    isRunning = false;
  };
  cleanups.defer(stopServer);
  const host = mountPath === '' ? null : await startHost(server, mountPath);
  if (host !== null) cleanups.defer(() => host.closeAllConnections());
  const browser = await launchChromium();
  cleanups.defer(() => browser.close());
  const url = host === null ? server.url : `${urlOf(host)}${mountPath}`;
  return {
    get server() {
      return server;
    },
    url,
    whatsApp,
    llm,
    browser,
    async open(path, look) {
      const watched = await openWatchedPage(browser, look);
      await watched.page.goto(`${url}${path}`);
      return watched;
    },
    stopServer,
    async startServerAgain() {
      const port = Number(new URL(server.url).port);
      server = await startServer(settingsFor({ ...input, port }), createLog('silent'));
      isRunning = true;
    },
    [Symbol.asyncDispose]: () => cleanups.disposeAsync(),
  };
}

/** Another program that has the API and the dashboard somewhere below its own paths. */
async function startHost({ imposter }: RunningServer, mountPath: string): Promise<Server> {
  const app = express();
  app.use(mountPath, createApiRouter(imposter, { auth: insecureLoopbackOnly() }), createDashboardRouter());
  app.use((_, response) => void response.status(404).send('the host'));
  const host = createServer(app).listen(0, '127.0.0.1');
  await once(host, 'listening');
  return host;
}

function urlOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
