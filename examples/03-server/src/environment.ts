import { isIP } from 'node:net';
import type { LinkingHeartbeat } from '@chat-imposter/http-api';
import { z } from 'zod';

/** How the server is set up; every value comes from the environment. */
export interface Settings {
  port: number;
  host: string;
  dataDirectory: string;
  /** Undefined: the embedded store. */
  mongoDbUrl: string | undefined;
  mongoDbDatabase: string;
  /** How many proxies stand in front of the server and are trusted with the addresses of clients. */
  trustedProxies: number;
  /** Undefined: secrets are stored as they are. */
  encryptionKey: string | undefined;
  logDirectory: string;
  logLevel: string;
  apiToken: string | undefined;
  allowedHosts: string[];
  /** Which polls of a status keep an attempt to link alive. */
  linkingHeartbeat: LinkingHeartbeat;
  openAiBaseUrl: string | undefined;
  allowedBaseUrls: string[];
  /** For how many days the texts of messages are kept. */
  retentionDays: number;
  whatsAppWebSocketUrl: string | undefined;
  /** Who is told over HTTP what happens; undefined: nobody. */
  webhook: WebhookSettings | undefined;
}

/** A program that is told over HTTP what happens. */
interface WebhookSettings {
  url: string;
  secret: string;
  events: string[];
  allowPrivateAddresses: boolean;
}

/** A mistake of the person who starts the server: told in one line, without a stack. */
export class StartError extends Error {}

const MIN_TOKEN_LENGTH = 32;

const list = z
  .string()
  .default('')
  .transform((value) =>
    value
      .split(',')
      .map((entry) => entry.trim())
      .filter((entry) => entry !== ''),
  );

const environmentSchema = z.object({
  PORT: z
    .string()
    .regex(/^\d{1,5}$/, 'must be a whole number from 0 to 65535')
    .default('8000')
    .transform(Number)
    .refine((port) => port <= 65_535, 'must be a whole number from 0 to 65535'),
  HOST: z.string().default('127.0.0.1'),
  DATA_DIR: z.string().default('./data'),
  MONGODB_URL: z
    .string()
    .regex(/^mongodb(\+srv)?:\/\//, 'must be a connection string, such as mongodb://127.0.0.1:27017')
    .optional(),
  MONGODB_DATABASE: z.string().default('chat_manager'),
  LOG_DIR: z.string().default('./log'),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], 'is not a level of the log')
    .default('info'),
  IMPOSTER_API_TOKEN: z
    .string()
    .min(
      MIN_TOKEN_LENGTH,
      `must have at least ${MIN_TOKEN_LENGTH} characters; make one with: openssl rand -hex 32`,
    )
    .regex(
      /^[\x21-\x7e]+$/,
      'must be of letters, digits and signs that can stand in a header, without blanks',
    )
    .optional(),
  IMPOSTER_ALLOWED_HOSTS: list,
  IMPOSTER_TRUSTED_PROXIES: z
    .string()
    .regex(/^\d$/, 'must be the number of proxies in front of the server, from 0 to 9')
    .default('0')
    .transform(Number),
  LINKING_HEARTBEAT: z.enum(['explicit', 'any-poll'], 'must be explicit or any-poll').default('explicit'),
  IMPOSTER_ENCRYPTION_KEY: z.string().optional(),
  OPENAI_BASE_URL: z.url('must be a URL').optional(),
  IMPOSTER_ALLOWED_BASE_URLS: list,
  IMPOSTER_WEBHOOK_URL: z.string().optional(),
  IMPOSTER_WEBHOOK_SECRET: z.string().optional(),
  IMPOSTER_WEBHOOK_EVENTS: list,
  IMPOSTER_WEBHOOK_ALLOW_PRIVATE: z.enum(['true', 'false'], 'must be true or false').default('false'),
  RETENTION_DAYS: z
    .string()
    .regex(/^[1-9]\d{0,4}$/, 'must be a whole number of days from 1 to 99999')
    .default('14')
    .transform(Number),
  WHATSAPP_WEBSOCKET_URL: z
    .string()
    .refine(
      isLoopbackSocket,
      'must be a ws:// URL of a loopback address, such as ws://127.0.0.1:8080/ws/chat',
    )
    .optional(),
});

/**
 * Reads the settings. An empty string counts as unset.
 * @throws StartError that names the variable and what to do
 */
export function readEnvironment(environment: Readonly<Record<string, string | undefined>>): Settings {
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = environmentSchema.safeParse(set);
  if (!parsed.success) {
    throw new StartError(
      parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`).join('; '),
    );
  }
  const values = parsed.data;
  if (values.IMPOSTER_API_TOKEN === undefined && !isLoopback(values.HOST)) {
    throw new StartError(
      `HOST=${values.HOST} can be reached from other machines; set IMPOSTER_API_TOKEN (at least ${MIN_TOKEN_LENGTH} characters) or HOST=127.0.0.1.`,
    );
  }
  return {
    port: values.PORT,
    host: values.HOST,
    dataDirectory: values.DATA_DIR,
    mongoDbUrl: values.MONGODB_URL,
    mongoDbDatabase: values.MONGODB_DATABASE,
    encryptionKey: values.IMPOSTER_ENCRYPTION_KEY,
    logDirectory: values.LOG_DIR,
    logLevel: values.LOG_LEVEL,
    apiToken: values.IMPOSTER_API_TOKEN,
    allowedHosts: values.IMPOSTER_ALLOWED_HOSTS,
    trustedProxies: values.IMPOSTER_TRUSTED_PROXIES,
    linkingHeartbeat: values.LINKING_HEARTBEAT,
    openAiBaseUrl: values.OPENAI_BASE_URL,
    allowedBaseUrls: values.IMPOSTER_ALLOWED_BASE_URLS,
    retentionDays: values.RETENTION_DAYS,
    whatsAppWebSocketUrl: values.WHATSAPP_WEBSOCKET_URL,
    webhook: webhookOf(values),
  };
}

/** What a person wants to be called for. */
const URGENT_EVENTS = ['link_lost', 'link_restored', 'budget_reached'];

function webhookOf(values: z.infer<typeof environmentSchema>): WebhookSettings | undefined {
  const { IMPOSTER_WEBHOOK_URL: url, IMPOSTER_WEBHOOK_SECRET: secret } = values;
  if (url === undefined) return undefined;
  if (secret === undefined) {
    throw new StartError(
      'IMPOSTER_WEBHOOK_URL needs IMPOSTER_WEBHOOK_SECRET; make one with: openssl rand -hex 32',
    );
  }
  const events = values.IMPOSTER_WEBHOOK_EVENTS;
  return {
    url,
    secret,
    events: events.length > 0 ? events : URGENT_EVENTS,
    allowPrivateAddresses: values.IMPOSTER_WEBHOOK_ALLOW_PRIVATE === 'true',
  };
}

/** Another server than WhatsApp's own is for tests on this machine only. */
function isLoopbackSocket(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  return protocol === 'ws:' && isLoopback(hostname.replace(/^\[(.*)\]$/, '$1'));
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}
