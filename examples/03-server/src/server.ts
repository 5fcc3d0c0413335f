import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createImposter, type Imposter, type Store } from '@chat-imposter/core';
import { createDashboardRouter } from '@chat-imposter/dashboard';
import { bearer, createApiRouter, insecureLoopbackOnly } from '@chat-imposter/http-api';
import { createOpenAiProvider } from '@chat-imposter/llm-openai';
import { createBaileysProvider } from '@chat-imposter/provider-baileys';
import { createPlayground, type RunningPlayground } from '@chat-imposter/provider-playground';
import { createSqliteStore } from '@chat-imposter/store-sqlite';
import express from 'express';
import type { Logger } from 'pino';
import { auditLog } from './audit-log.ts';
import { type Settings, StartError } from './environment.ts';
import { tellOthers } from './tell.ts';

/** A server that listens. */
export interface RunningServer {
  imposter: Imposter;
  /** Where it listens, e.g. `http://127.0.0.1:8000`. */
  url: string;
  /** Stops accepting, lets turns end, closes everything without unlinking. */
  close(): Promise<void>;
}

/**
 * Starts the server and resumes the bots that were running.
 * @throws StartError or ImposterError with one line that says what to do
 */
export async function startServer(settings: Settings, logger: Logger): Promise<RunningServer> {
  const parts = {
    chat: [
      createBaileysProvider(
        settings.whatsAppWebSocketUrl === undefined ? {} : { webSocketUrl: settings.whatsAppWebSocketUrl },
      ),
    ],
    llm: [
      fromVariables('OPENAI_BASE_URL or IMPOSTER_ALLOWED_BASE_URLS', () =>
        createOpenAiProvider({
          allowedBaseUrls: settings.allowedBaseUrls,
          ...(settings.openAiBaseUrl === undefined ? {} : { baseURL: settings.openAiBaseUrl }),
        }),
      ),
    ],
    store: await chooseStore(settings),
    retentionDays: settings.retentionDays,
    logger,
    logDirectory: settings.logDirectory,
  };
  const { encryptionKey } = settings;
  const imposter = fromVariables('IMPOSTER_ENCRYPTION_KEY', () =>
    createImposter(encryptionKey === undefined ? parts : { ...parts, encryptionKey }),
  );
  const webhooks = fromVariables('IMPOSTER_WEBHOOK_URL, _SECRET or _EVENTS', () =>
    tellOthers(imposter, settings, logger),
  );
  const playground = createPlayground(imposter);
  const app = createApp({ imposter, playground }, settings, logger);
  // Opens the store: what is wrong with it must be told before anybody is served.
  await imposter.configuredUserIds();
  const server = createServer(TIME_LIMITS, app);
  await listen(server, settings).catch(async (error: unknown) => {
    await imposter.close();
    throw error;
  });
  await imposter.resume();
  return {
    imposter,
    url: urlOf(server, settings.host),
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await playground.close();
      await imposter.close();
      await webhooks?.close();
      await closed;
    },
  };
}

/** Of requests, milliseconds. Node looks for those that are too slow every 30 s by itself, which would add to them. */
const TIME_LIMITS = { headersTimeout: 10_000, requestTimeout: 30_000, connectionsCheckingInterval: 5_000 };

/** Several servers may share a MongoDB; the driver is loaded only then. */
async function chooseStore({ mongoDbUrl, mongoDbDatabase, dataDirectory }: Settings): Promise<Store> {
  if (mongoDbUrl === undefined) return createSqliteStore(join(dataDirectory, 'imposter.db'));
  const { createMongoStore } = await import('@chat-imposter/store-mongo');
  return createMongoStore({ url: mongoDbUrl, database: mongoDbDatabase });
}

/** What an app shows. */
interface Shown {
  imposter: Imposter;
  playground: RunningPlayground;
}

function createApp({ imposter, playground }: Shown, settings: Settings, logger: Logger): express.Express {
  const app = express();
  app.disable('x-powered-by');
  // Else all clients have the address of the proxy, and who guesses tokens locks out everybody.
  if (settings.trustedProxies > 0) app.set('trust proxy', settings.trustedProxies);
  const auth =
    settings.apiToken === undefined
      ? insecureLoopbackOnly()
      : bearer({
          tokens: [{ name: 'IMPOSTER_API_TOKEN', sha256: sha256(settings.apiToken), scopes: ['admin'] }],
        });
  const { allowedHosts, linkingHeartbeat, logDirectory } = settings;
  const audit = auditLog(join(logDirectory, 'audit.jsonl'));
  app.use(
    fromVariables('IMPOSTER_ALLOWED_HOSTS', () =>
      createApiRouter(imposter, { auth, allowedHosts, linkingHeartbeat, audit, logger, playground }),
    ),
    createDashboardRouter(),
  );
  return app;
}

/** What a package says of its option is said of the variable behind it. */
function fromVariables<Made>(names: string, make: () => Made): Made {
  try {
    return make();
  } catch (error) {
    throw new StartError(`${names}: ${(error as Error).message}`);
  }
}

async function listen(server: Server, { host, port }: Settings): Promise<void> {
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    throw new StartError(listenProblem(error as NodeJS.ErrnoException, host, port));
  }
}

function listenProblem(error: NodeJS.ErrnoException, host: string, port: number): string {
  switch (error.code) {
    case 'EADDRINUSE':
      return `Port ${port} on ${host} is in use; stop the other program or set PORT to a free port.`;
    case 'EACCES':
      return `Port ${port} may not be used by this user; set PORT to a port above 1023.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `HOST=${host} is no address of this machine; set HOST=127.0.0.1.`;
    default:
      return `The server cannot listen on ${host}:${port} (${error.code}).`;
  }
}

function urlOf(server: Server, host: string): string {
  const { port } = server.address() as AddressInfo;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
